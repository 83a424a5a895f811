import type { Readable } from 'node:stream';
import type { MediaCustomer } from './media-key.ts';

/** A range of bytes of an object. Both ends are inclusive. */
export type ByteRange = { start: number; end: number };

/** An object that exists. */
export type OpenObject = {
  /** The size of the whole object, in bytes. */
  size: number;
  /**
   * Reads the object or a range of it. Resolves when the first bytes are available, so that a read error occurs before the
   * response begins. A stream that is not read to its end must be destroyed.
   */
  read(range?: ByteRange): Promise<Readable>;
};

export type StoredObject = { key: string; modifiedAt: Date };

/**
 * Stores objects on the local disk or in a service with the operations of S3. The keys come from media-key.ts.
 * Writes are atomic, and objects are immutable.
 */
export type ObjectStore = {
  /**
   * Prepares the storage. Creates it only at the first start: a new folder in place of a missing volume would accept new
   * objects and hide the old ones. Throws `unavailable` and errors of the file system.
   *
   * @param isFirstStart Returns whether no object has ever been stored. Called only if the storage does not exist.
   */
  prepare(isFirstStart: () => Promise<boolean>): Promise<void>;
  /** Throws as {@link prepare} does if an object cannot be stored now. */
  check(): Promise<void>;
  /** Stores an object durably. A reader sees the complete object or none. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  open(key: string): Promise<OpenObject | null>;
  /** Succeeds also if the object does not exist. */
  delete(key: string): Promise<void>;
  /** Sets the modification time of an object to now. Succeeds also if the object does not exist. */
  touch(key: string): Promise<void>;
  /** Deletes every object of one customer. */
  deleteAll(owner: MediaCustomer): Promise<void>;
  /** Iterates over all objects in no particular order, without loading all keys into memory. */
  list(): AsyncIterable<StoredObject>;
  /** Deletes leftovers of interrupted writes from before `olderThan`. Returns their number. */
  sweepUnfinished(olderThan: Date): Promise<number>;
};
