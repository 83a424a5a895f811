import type { Scope } from '@doorstep/database/scope';
import type { VisibleAddressRow } from '../addresses/address-view.ts';
import type { Spool } from '../archive/spool.ts';
import type { ZipEntry } from '../archive/zip.ts';
import type { CustomerRow } from '../customers/customer.statements.ts';
import type { MediaKind } from '../media/media-key.ts';
import type { MediaStore } from '../media/media-store.ts';
import { openImage } from '../media/open-image.ts';
import { namedImages } from './export.statements.ts';

/** The kinds of images that an export includes. */
export type ImageKinds = readonly MediaKind[];

/** A profile picture, or with an address its proof. */
export type ExportedImage = { userId: string; addressId: string | null; file: string };

/** Returns the path of an image in the archive. */
export const imagePath = ({ userId, addressId }: ExportedImage): string =>
  `media/${userId}/${addressId ?? 'profile'}.webp`;

/** Returns the profile picture of a customer, if there is one and the export includes it. */
export const pictureOf = ({ id, profilePicture }: CustomerRow, kinds: ImageKinds): ExportedImage | null =>
  profilePicture && kinds.includes('profile') ? { userId: id, addressId: null, file: profilePicture } : null;

/** Returns the proof of an address, if there is one and the export includes it. */
export const proofOf = ({ userId, id, proofImage }: VisibleAddressRow, kinds: ImageKinds): ExportedImage | null =>
  proofImage && kinds.includes('address') ? { userId, addressId: id, file: proofImage } : null;

/** Remembers images until the lines are written. A list in memory would grow with the number of customers. */
export const rememberImages = (spool: Spool, images: readonly ExportedImage[]): Promise<void> =>
  spool.add(Buffer.from(images.map((image) => `${JSON.stringify(image)}\n`).join('')));

const batchSize = 100;

/** Reads remembered images in batches. */
async function* batchesOf(spool: Spool): AsyncGenerator<ExportedImage[]> {
  let rest = '';
  for await (const bytes of spool.read()) {
    const lines = `${rest}${Buffer.from(bytes)}`.split('\n');
    rest = lines.pop() ?? '';
    const images = lines.map((line): ExportedImage => JSON.parse(line));
    for (let start = 0; start < images.length; start += batchSize) yield images.slice(start, start + batchSize);
  }
}

/**
 * Makes the entries of remembered images. Leaves out those that no row names any more. Each batch checks that the export is live.
 *
 * @param signal Closes the open image when the reader stops.
 */
export async function* imageEntries(
  scope: Scope,
  spool: Spool,
  media: Pick<MediaStore, 'open'>,
  signal: AbortSignal,
): AsyncGenerator<ZipEntry> {
  const { tenantId } = scope.caller;
  for await (const batch of batchesOf(spool)) {
    const userIds = batch.map(({ userId }) => userId);
    const files = batch.map(({ file }) => file);
    const named = new Set((await scope.read(namedImages, [tenantId, userIds, files])).map(({ file }) => file));
    for (const image of batch.filter(({ file }) => named.has(file))) {
      const { userId, addressId, file } = image;
      const content = await openImage(
        { tenantId, userId, kind: addressId === null ? 'profile' : 'address', file },
        media,
        signal,
      );
      if (content) yield { name: imagePath(image), content };
    }
  }
}
