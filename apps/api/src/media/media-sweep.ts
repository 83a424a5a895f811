import type { Database } from '@doorstep/database/database';
import { type MediaFile, parseMediaKey } from './media-key.ts';
import type { ObjectStore } from './object-store.ts';

const requestInfo = { requestId: 'media-sweep', address: '', agent: '' };
const batchSize = 500;
// A file is stored before the row that names it is committed, and stays for backups after the row names another.
const graceMs = 60 * 60 * 1000;

type Candidate = { key: string; media: MediaFile };

/**
 * Deletes files that no row names once their grace period of an hour is over: files that were replaced or deleted, and
 * those left by writes that were cut off. Files of deleted addresses stay while those can be restored.
 *
 * @returns The keys removed, or with `dryRun` those that would be.
 */
export const sweepMedia = async (
  database: Database,
  objects: ObjectStore,
  { now, dryRun }: { now: Date; dryRun: boolean },
): Promise<string[]> => {
  const olderThan = new Date(now.getTime() - graceMs);
  const swept: string[] = [];
  const sweepBatch = async (candidates: Candidate[]) => {
    const named = await namedFiles(database, candidates);
    for (const { key, media } of candidates) {
      if (named.has(nameOf(media))) continue;
      if (!dryRun) await objects.delete(key);
      swept.push(key);
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
  return swept;
};

/** Whether any row names a file: then files have been stored before. */
export const anyRowNamesAFile = async (database: Database): Promise<boolean> => {
  const [found] = await database.operator(requestInfo).read(
    (db) => db.$queryRaw<{ named: boolean }[]>`
      SELECT EXISTS (SELECT FROM users WHERE profile_picture IS NOT NULL)
          OR EXISTS (SELECT FROM addresses WHERE proof_image IS NOT NULL) AS named`,
  );
  return found?.named ?? false;
};

const nameOf = ({ tenantId, userId, kind, file }: MediaFile): string => `${tenantId} ${userId} ${kind} ${file}`;

const namedFiles = async (database: Database, candidates: Candidate[]): Promise<Set<string>> => {
  const files = candidates.map(({ media }) => media.file);
  return database.operator(requestInfo).snapshot(async (db) => {
    const users = await db.user.findMany({ where: { profilePicture: { in: files } } });
    const addresses = await db.address.findMany({ where: { proofImage: { in: files } } });
    return new Set([
      ...users.map(({ tenantId, id, profilePicture }) =>
        nameOf({ tenantId, userId: id, kind: 'profile', file: profilePicture ?? '' }),
      ),
      ...addresses.map(({ tenantId, userId, proofImage }) =>
        nameOf({ tenantId, userId, kind: 'address', file: proofImage ?? '' }),
      ),
    ]);
  });
};
