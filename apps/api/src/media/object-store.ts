import type { Readable } from 'node:stream';

/** A part of an object, in bytes from its start, both ends included. */
export type ByteRange = { start: number; end: number };

/** An object found: its size is known before a byte is read. */
export type OpenObject = {
  /** In bytes, of the whole object. */
  size: number;
  /** Reads it, or a part of it. A stream that is not read to its end must be destroyed. */
  read(range?: ByteRange): Readable;
};

export type StoredObject = { key: string; modifiedAt: Date };

/**
 * Where bytes are kept: the local disk, or a service with S3's operations. Keys are those of media-key.ts.
 * An object is written whole or not at all, and never changed afterwards.
 */
export type ObjectStore = {
  /** Returns once the bytes are safe; a reader sees all of them or no object. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  open(key: string): Promise<OpenObject | null>;
  /** Succeeds also when there is no such object. */
  delete(key: string): Promise<void>;
  /** Every object, in no order, without holding them all in memory. */
  list(): AsyncIterable<StoredObject>;
  /** Removes what writes that never finished have left behind before `olderThan`; answers how many. */
  sweepUnfinished(olderThan: Date): Promise<number>;
};
