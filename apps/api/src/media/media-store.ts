import type { Upload } from '@doorstep/contracts/upload';
import { ScopeError } from '@doorstep/database/scope-error';
import type { ImageEncoder } from './image.ts';
import { type MediaFile, type MediaSize, mediaKey, mediaSizes, newMediaFile } from './media-key.ts';
import type { ObjectStore, OpenObject } from './object-store.ts';

/** Whose image, and which kind. */
export type MediaOwner = Omit<MediaFile, 'file'>;

/** Private images: encoded on the way in, in all their sizes. */
export type MediaStore = {
  /**
   * Runs a change that may bring a new image, remove one (null) or leave it (undefined). The image is decoded and stored
   * before the change opens its transaction, and the file it replaced goes after the commit; if the change fails, the new
   * file goes. So a row never names a file that is not there, and a crash leaves at worst a file that no row names.
   *
   * @param change Gets the new file's name (null: remove; undefined: leave) and says which file was replaced, and which one
   * the row names now: where an earlier attempt had made the change, not the new one, which goes then.
   */
  exchange<Row>(
    owner: MediaOwner,
    field: string,
    upload: Upload | null | undefined,
    change: (file: string | null | undefined) => Promise<{ row: Row; replaced: string | null; named: string | null }>,
  ): Promise<Row>;
  /** Removes an image, in all its sizes. */
  discard(file: MediaFile): Promise<void>;
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
      await discard({ ...owner, file });
      throw error;
    }
    return file;
  };
  const discard = async (file: MediaFile): Promise<void> => {
    for (const size of mediaSizes) await objects.delete(mediaKey(file, size));
  };
  return {
    objects,
    exchange: async (owner, field, upload, change) => {
      const file = upload ? await save(owner, field, upload) : upload;
      try {
        const { row, replaced, named } = await change(file);
        // The change stands, whatever becomes of the old file: what cannot be deleted now is swept later.
        if (replaced && replaced !== file) await discard({ ...owner, file: replaced }).catch(() => {});
        if (file && named !== file) await discard({ ...owner, file }).catch(() => {});
        return row;
      } catch (error) {
        // A connection lost at the commit leaves open whether it stands: then the sweep decides, which sees the row.
        if (file && !(error instanceof ScopeError && error.reason === 'unavailable')) await discard({ ...owner, file });
        throw error;
      }
    },
    discard,
    open: (file, size) => objects.open(mediaKey(file, size)),
  };
};
