import type { Upload } from '@doorstep/contracts/upload';
import { ScopeError } from '@doorstep/database/scope-error';
import type { ImageEncoder } from './image.ts';
import { type MediaCustomer, type MediaFile, type MediaSize, mediaKey, mediaSizes, newMediaFile } from './media-key.ts';
import type { ObjectStore, OpenObject } from './object-store.ts';

/** The owner and kind of an image. */
type MediaOwner = Omit<MediaFile, 'file'>;

/** Stores private images, encoded in all sizes. */
export type MediaStore = {
  /**
   * Runs a change of a row that may set an image, clear it (null) or leave it (undefined).
   *
   * Stores the new file before the transaction, and releases the previous file after the commit. If the change fails, it
   * deletes the new file. Therefore a row never names a missing file, and a crash leaves at most a file that no row names.
   *
   * @param change Gets the new file name (null: clear, undefined: leave). Returns the file that was replaced and the file that
   * the row names now. If an earlier attempt made the change, that is its file, and the new one is deleted.
   */
  replaceImage<Result>(
    owner: MediaOwner,
    field: string,
    upload: Upload | null | undefined,
    change: (
      file: string | null | undefined,
    ) => Promise<{ result: Result; previousFile: string | null; currentFile: string | null }>,
  ): Promise<Result>;
  /** Stores an image that no row names yet, and returns its file name. The sweep deletes it if none comes to name it. */
  store(owner: MediaOwner, field: string, upload: Upload): Promise<string>;
  /** Throws the errors of an image as {@link store} does, and stores nothing. */
  check(owner: Pick<MediaOwner, 'kind'>, field: string, upload: Upload): Promise<void>;
  /**
   * Marks an image that no row names any more, so that the sweep deletes it after a grace period. A backup of the files during
   * this period still contains it, as the database dump may name it. Requests get 404 at once.
   */
  release(file: MediaFile): Promise<void>;
  /** Deletes every image of an erased customer at once, including released ones. */
  deleteAll(owner: MediaCustomer): Promise<void>;
  /** Opens one size of an image. Returns null if the file does not exist. */
  open(file: MediaFile, size: MediaSize): Promise<OpenObject | null>;
  readonly objects: ObjectStore;
};

export const createMediaStore = (objects: ObjectStore, encoder: ImageEncoder): MediaStore => {
  const store = async (owner: MediaOwner, field: string, upload: Upload): Promise<string> => {
    const file = newMediaFile();
    const images = await encoder.encode(upload.path, owner.kind, field);
    try {
      await Promise.all(mediaSizes.map((size) => objects.put(mediaKey({ ...owner, file }, size), images[size])));
    } catch (error) {
      await deleteFile({ ...owner, file }).catch(() => {});
      throw error;
    }
    return file;
  };
  const deleteFile = async (file: MediaFile): Promise<void> => {
    for (const size of mediaSizes) await objects.delete(mediaKey(file, size));
  };
  // The grace period of the sweep starts at the modification time.
  const release = async (file: MediaFile): Promise<void> => {
    for (const size of mediaSizes) await objects.touch(mediaKey(file, size));
  };
  return {
    objects,
    store,
    check: async ({ kind }, field, upload) => {
      await encoder.encode(upload.path, kind, field);
    },
    replaceImage: async (owner, field, upload, change) => {
      const file = upload ? await store(owner, field, upload) : upload;
      try {
        const { result, previousFile, currentFile } = await change(file);
        // The change is committed, so an error of the old file must not fail it.
        if (previousFile && previousFile !== file) await release({ ...owner, file: previousFile }).catch(() => {});
        if (file && currentFile !== file) await deleteFile({ ...owner, file }).catch(() => {});
        return result;
      } catch (error) {
        // If the connection was lost at the commit, the row may name the file. The sweep checks the row.
        const mayBeCommitted = error instanceof ScopeError && error.reason === 'unavailable';
        if (file && !mayBeCommitted) await deleteFile({ ...owner, file }).catch(() => {});
        throw error;
      }
    },
    release,
    deleteAll: (owner) => objects.deleteAll(owner),
    open: (file, size) => objects.open(mediaKey(file, size)),
  };
};
