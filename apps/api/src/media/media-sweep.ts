import type { Database } from '@doorstep/database/database';
import { hourMs } from '../config/durations.ts';
import { type MediaFile, parseMediaKey } from './media-key.ts';
import type { ObjectStore } from './object-store.ts';

const requestInfo = { requestId: 'media-sweep', address: '', agent: '' };
const batchSize = 500;
// Covers uploads whose row is not committed yet, and replaced files that a backup may still need.
const graceMs = hourMs;

type Candidate = { key: string; media: MediaFile };

/**
 * Deletes files that no row has named for the grace period of an hour: replaced files, released files, and leftovers of
 * interrupted writes. Files of deleted addresses remain while the addresses can be restored.
 *
 * @returns The deleted keys. With `dryRun`, the keys that would be deleted.
 */
export const sweepMedia = async (
  database: Database,
  objects: ObjectStore,
  { now, dryRun }: { now: Date; dryRun: boolean },
): Promise<string[]> => {
  const olderThan = new Date(now.getTime() - graceMs);
  const deletedKeys: string[] = [];
  const sweepBatch = async (candidates: Candidate[]) => {
    const namedFileIds = await findNamedFiles(database, candidates);
    for (const { key, media } of candidates) {
      if (namedFileIds.has(fileIdOf(media))) continue;
      if (!dryRun) await objects.delete(key);
      deletedKeys.push(key);
    }
  };
  let batch: Candidate[] = [];
  for await (const { key, modifiedAt } of objects.list()) {
    const media = parseMediaKey(key);
    if (!media || modifiedAt >= olderThan) continue;
    batch.push({ key, media });
    if (batch.length < batchSize) continue;
    await sweepBatch(batch);
    batch = [];
  }
  await sweepBatch(batch);
  if (!dryRun) await objects.sweepUnfinished(olderThan);
  return deletedKeys;
};

/** Returns whether any row names a file, which means that files have been stored before. */
export const anyRowNamesAFile = async (database: Database): Promise<boolean> => {
  const [found] = await database.operator(requestInfo).read(
    (db) => db.$queryRaw<{ named: boolean }[]>`
      SELECT EXISTS (SELECT FROM users WHERE profile_picture IS NOT NULL)
          OR EXISTS (SELECT FROM addresses WHERE proof_image IS NOT NULL) AS named`,
  );
  return found?.named ?? false;
};

const fileIdOf = ({ tenantId, userId, kind, file }: MediaFile): string => `${tenantId} ${userId} ${kind} ${file}`;

const findNamedFiles = async (database: Database, candidates: Candidate[]): Promise<Set<string>> => {
  const files = candidates.map(({ media }) => media.file);
  return database.operator(requestInfo).snapshot(async (db) => {
    const users = await db.user.findMany({ where: { profilePicture: { in: files } } });
    const addresses = await db.address.findMany({ where: { proofImage: { in: files } } });
    return new Set([
      ...users.map(({ tenantId, id, profilePicture }) =>
        fileIdOf({ tenantId, userId: id, kind: 'profile', file: profilePicture ?? '' }),
      ),
      ...addresses.map(({ tenantId, userId, proofImage }) =>
        fileIdOf({ tenantId, userId, kind: 'address', file: proofImage ?? '' }),
      ),
    ]);
  });
};
