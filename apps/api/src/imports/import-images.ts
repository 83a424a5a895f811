import { stat } from 'node:fs/promises';
import { AppError, type FieldFault, fieldFault } from '@doorstep/contracts/errors';
import { Upload } from '@doorstep/contracts/upload';
import type { Scope } from '@doorstep/database/scope';
import { v7 as uuidv7 } from 'uuid';
import type { CustomerRow } from '../customers/customer.statements.ts';
import { type MediaKind, resolveBelow } from '../media/media-key.ts';
import type { Dependencies } from '../server/dependencies.ts';
import type { ImportRow } from './import.statements.ts';
import { isFaulty, type JudgedLine, type SoundLine } from './judged-line.ts';
import { findMatches, matchOf } from './matching.ts';

/** The folder from which the paths of pictures and proofs begin, and the most bytes of a file. */
type ImageFolder = { path: string; maxFileBytes: number };

/** From where the images of an import come, and where they are stored. */
export type ImportedImages = Pick<Dependencies, 'media'> & { folder: ImageFolder };

/** Images of a line that are stored, for the customer with this id. */
export type LineImages = { userId: string; picture?: string; proofs: ReadonlyMap<number, string> };

type Stored = { lines: JudgedLine[]; images: Map<SoundLine, LineImages> };

/** Returns how many files a line names. */
export const countImages = (line: JudgedLine): number => {
  if (isFaulty(line)) return 0;
  const { profile_picture: picture, addresses } = line.customer;
  return [picture, ...addresses.map(({ proof_image: proof }) => proof)].filter(Boolean).length;
};

/**
 * Stores the images of lines before the transaction of their rows. A line with an image that cannot be read gets a fault. A file
 * that no row comes to name is deleted by the sweep, such as that of a customer who has a picture. Validating stores nothing.
 */
export const storeImages = async (
  scope: Scope,
  { media, folder }: ImportedImages,
  { mode }: Pick<ImportRow, 'mode'>,
  lines: readonly JudgedLine[],
): Promise<Stored> => {
  const named = lines.filter((line): line is SoundLine => !isFaulty(line) && countImages(line) > 0);
  const images = new Map<SoundLine, LineImages>();
  if (named.length === 0) return { lines: [...lines], images };
  const { tenantId } = scope.caller;
  const matches = await findMatches(scope.read, tenantId, named, { lock: false });
  const failed = new Map<JudgedLine, FieldFault[]>();
  const storeFile = async (line: SoundLine, userId: string, kind: MediaKind, field: string, path: string) => {
    try {
      const upload = await openFile(folder, path, field);
      if (mode === 'upsert') return await media.store({ tenantId, userId, kind }, field, upload);
      await media.check({ kind }, field, upload);
      return undefined;
    } catch (error) {
      if (!(error instanceof AppError) || error.errors.length === 0) throw error;
      failed.set(line, [...(failed.get(line) ?? []), ...error.errors]);
      return undefined;
    }
  };
  for (const line of named) {
    const match = matchOf(line, matches);
    if ('fault' in match) continue;
    const userId = match.row?.id ?? line.customer.id ?? uuidv7();
    const path = wantedPicture(line, match.row);
    const picture = path && (await storeFile(line, userId, 'profile', 'profile_picture', path));
    const proofs = new Map<number, string>();
    for (const [place, { fields }] of line.addresses.entries()) {
      if (!fields.proof_image) continue;
      const field = `addresses.${place}.proof_image`;
      const file = await storeFile(line, userId, 'address', field, fields.proof_image);
      if (file) proofs.set(place, file);
    }
    images.set(line, { userId, ...(picture && { picture }), proofs });
  }
  const checked = lines.map((line): JudgedLine => {
    const faults = failed.get(line);
    return faults ? { line: line.line, faults } : line;
  });
  return { lines: checked, images };
};

const wantedPicture = ({ customer }: SoundLine, row: CustomerRow | null): string | null | undefined =>
  row?.profilePicture ? null : customer.profile_picture;

/** Opens a file of the folder as if it were uploaded. Throws `file_missing`, `file_too_large`. */
const openFile = async (
  { path: root, maxFileBytes: max }: ImageFolder,
  path: string,
  field: string,
): Promise<Upload> => {
  const missing = (cause?: unknown) => {
    const error = fieldFault(field, 'file_missing', { key: 'file_missing', file: path });
    error.cause = cause;
    return error;
  };
  const file = await resolveBelow(root, path).catch((error) => {
    throw missing(error);
  });
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw missing();
  if (found.size > max) throw fieldFault(field, 'file_too_large', { key: 'file_too_large', max });
  return new Upload(file, found.size, '');
};
