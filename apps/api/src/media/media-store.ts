import type { Upload } from '@doorstep/contracts/upload';
import { ScopeError } from '@doorstep/database/scope-error';
import type { ImageEncoder } from './image.ts';
import { type MediaCustomer, type MediaFile, type MediaSize, mediaKey, mediaSizes, newMediaFile } from './media-key.ts';
import type { ObjectStore, OpenObject } from './object-store.ts';

/** Whose image, and which kind. */
export type MediaOwner = Omit<MediaFile, 'file'>;

/** Private images: encoded on the way in, in all their sizes. */
export type MediaStore = {
  /**
   * Runs a change that may bring a new image, remove one (null) or leave it (undefined). The image is decoded and stored
   * before the change opens its transaction. After the commit the replaced file is released; if the change fails, the new
   * file is deleted. So a row never names a file that is not there, and a crash leaves at worst a file that no row names.
   *
   * @param change Gets the new file's name (null: remove; undefined: leave) and says which file was replaced, and which one
   * the row names now: where an earlier attempt had made the change, not the new one, which goes then.
   */
  replaceImage<Result>(
    owner: MediaOwner,
    field: string,
    upload: Upload | null | undefined,
    change: (
      file: string | null | undefined,
    ) => Promise<{ result: Result; previousFile: string | null; currentFile: string | null }>,
  ): Promise<Result>;
  /**
   * Leaves an image that no row names any more to the sweep, which deletes it after a grace period: a copy of the files that
   * is made meanwhile has it, beside a dump whose rows may still name it. Requests get 404 at once.
   */
  release(file: MediaFile): Promise<void>;
  /** Deletes every image of an erased customer at once, those in their grace period included. */
  deleteAll(owner: MediaCustomer): Promise<void>;
  /** Opens one size of an image; null where there is no such file. */
  open(file: MediaFile, size: MediaSize): Promise<OpenObject | null>;
  readonly objects: ObjectStore;
};

export const createMediaStore = (objects: ObjectStore, encoder: ImageEncoder): MediaStore => {
  const save = async (owner: MediaOwner, field: string, upload: Upload): Promise<string> => {
    const file = newMediaFile();
    const images = await encoder.encode(upload.path, owner.kind, field);
    try {
      await Promise.all(mediaSizes.map((size) => objects.put(mediaKey({ ...owner, file }, size), images[size])));
    } catch (error) {
      await discard({ ...owner, file }).catch(() => {});
      throw error;
    }
    return file;
  };
  const discard = async (file: MediaFile): Promise<void> => {
    for (const size of mediaSizes) await objects.delete(mediaKey(file, size));
  };
  // The sweep goes by the time of a file.
  const release = async (file: MediaFile): Promise<void> => {
    for (const size of mediaSizes) await objects.touch(mediaKey(file, size));
  };
  return {
    objects,
    replaceImage: async (owner, field, upload, change) => {
      const file = upload ? await save(owner, field, upload) : upload;
      try {
        const { result, previousFile, currentFile } = await change(file);
        // The change stands, whatever becomes of the old file.
        if (previousFile && previousFile !== file) await release({ ...owner, file: previousFile }).catch(() => {});
        if (file && currentFile !== file) await discard({ ...owner, file }).catch(() => {});
        return result;
      } catch (error) {
        // A connection lost at the commit leaves open whether it stands: then the sweep decides, which sees the row.
        const mayStand = error instanceof ScopeError && error.reason === 'unavailable';
        if (file && !mayStand) await discard({ ...owner, file }).catch(() => {});
        throw error;
      }
    },
    release,
    deleteAll: (owner) => objects.deleteAll(owner),
    open: (file, size) => objects.open(mediaKey(file, size)),
  };
};
