import type { AuditEntry } from '@doorstep/database/audit';
import type { OperatorScope } from '@doorstep/database/operator-scope';
import { ownedFiles, releaseFiles } from '../media/owned-files.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { settingsOf } from '../tenants/tenant.service.ts';
import { restorableSince } from './address-restore.service.ts';

const requestInfo = { requestId: 'address-purge', address: '', agent: '' };
// Keeps transactions short, because requests of the same customers wait for them.
const batchSize = 100;

type Purged = { id: string; userId: string; proofImage: string | null; deletedAt: Date };

class NothingToPurge extends Error {}

/**
 * Deletes the addresses that can no longer be restored, with their proofs, and records an event for each.
 *
 * @returns The number of deleted addresses.
 */
export const purgeAddresses = async ({
  database,
  media,
  now,
}: Pick<Dependencies, 'database' | 'media' | 'now'>): Promise<number> => {
  const operator = database.operator(requestInfo);
  const tenants = await operator.read(
    (db) => db.$queryRaw<{ id: string; settings: unknown }[]>`
      SELECT id, settings FROM tenants t
       WHERE EXISTS (SELECT FROM addresses a WHERE a.tenant_id = t.id AND a.deleted_at IS NOT NULL)`,
  );
  let count = 0;
  for (const { id: tenantId, settings } of tenants) {
    const until = restorableSince(settingsOf({ settings }), now());
    let batch: Purged[];
    do {
      batch = await purgeBatch(operator, tenantId, until);
      count += batch.length;
      await releaseFiles(
        media,
        batch.flatMap((row) => ownedFiles({ tenantId, userId: row.userId }, null, [row])),
      );
    } while (batch.length === batchSize);
  }
  return count;
};

const purgeBatch = (operator: OperatorScope, tenantId: string, until: Date): Promise<Purged[]> =>
  operator
    .change(async (tx) => {
      // Checks the date again, because an address may be restored between selection and deletion.
      const purged = await tx.$queryRaw<Purged[]>`
        DELETE FROM addresses WHERE tenant_id = ${tenantId}::uuid AND deleted_at <= ${until.toISOString()}::timestamptz
           AND id IN (SELECT id FROM addresses WHERE tenant_id = ${tenantId}::uuid
                       AND deleted_at <= ${until.toISOString()}::timestamptz LIMIT ${batchSize})
        RETURNING id, user_id AS "userId", proof_image AS "proofImage", deleted_at AS "deletedAt"`;
      const [first, ...others] = purged.map(purgedEvent(tenantId));
      if (!first) throw new NothingToPurge();
      return { result: purged, audit: [first, ...others] };
    })
    .catch((error: unknown) => {
      if (error instanceof NothingToPurge) return [];
      throw error;
    });

/** Makes the event of a purge. It contains the time of the deletion and no personal data. */
const purgedEvent =
  (tenantId: string) =>
  ({ id, userId, deletedAt }: Purged): AuditEntry => ({
    action: 'address.purged',
    tenantId,
    userId,
    entityId: id,
    before: { deletedAt },
  });
