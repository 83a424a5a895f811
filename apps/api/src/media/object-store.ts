import type { Readable } from 'node:stream';
import type { MediaCustomer } from './media-key.ts';

/** A part of an object, in bytes from its start, both ends included. */
export type ByteRange = { start: number; end: number };

/** An object found: its size is known before a byte is read. */
export type OpenObject = {
  /** In bytes, of the whole object. */
  size: number;
  /**
   * Reads it, or a part of it: the stream comes when its first bytes are there, so that what cannot be read throws before an
   * answer has begun. A stream that is not read to its end must be destroyed.
   */
  read(range?: ByteRange): Promise<Readable>;
};

export type StoredObject = { key: string; modifiedAt: Date };

/**
 * Where bytes are kept: the local disk, or a service with S3's operations. Keys are those of media-key.ts.
 * An object is written whole or not at all, and never changed afterwards.
 */
export type ObjectStore = {
  /**
   * Makes ready where objects are kept. That is created only at the first start: created again in place of a missing
   * volume, it would take new objects and hide the old ones. Throws 503 `unavailable`, and errors of the file system.
   *
   * @param isFirstStart Whether nothing can have been stored yet; asked only where nothing is there.
   */
  prepare(isFirstStart: () => Promise<boolean>): Promise<void>;
  /** Throws, as {@link prepare} does, where an object could not be stored now. */
  check(): Promise<void>;
  /** Returns once the bytes are safe; a reader sees all of them or no object. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  open(key: string): Promise<OpenObject | null>;
  /** Succeeds also when there is no such object. */
  delete(key: string): Promise<void>;
  /** Sets the time of an object to now. Succeeds also when there is no such object. */
  touch(key: string): Promise<void>;
  /** Deletes every object of one customer. */
  deleteAll(owner: MediaCustomer): Promise<void>;
  /** Every object, in no order, without holding them all in memory. */
  list(): AsyncIterable<StoredObject>;
  /** Removes what writes that never finished have left behind before `olderThan`; answers how many. */
  sweepUnfinished(olderThan: Date): Promise<number>;
};
