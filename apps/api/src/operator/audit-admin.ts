import { formatPublishedSeal, parsePublishedSeal, publishedSeals, sealTrail } from '@doorstep/database/audit-seal';
import { listChains, verifyTrail } from '@doorstep/database/audit-verify';
import type { Database } from '@doorstep/database/database';
import type { OperatorScope } from '@doorstep/database/operator-scope';

/** Seals the audit trail. Returns the last seal of each tenant in the form that `verifyAudit` accepts. */
export const sealAudit = async (database: Database, operator: OperatorScope): Promise<string[]> => {
  await sealTrail(database);
  return (await publishedSeals(operator)).map(formatPublishedSeal);
};

/**
 * Verifies the chain of every tenant, or of one. Throws an error with a line for each tenant that has a fault.
 *
 * @param seals Earlier results of `sealAudit`.
 */
export const verifyAudit = async (
  operator: OperatorScope,
  { seals, tenantId }: { seals: readonly string[]; tenantId?: string | undefined },
): Promise<string[]> => {
  const published = seals.map(parsePublishedSeal);
  const all = new Set([...(await listChains(operator)), ...published.map((seal) => seal.tenantId)]);
  const verified: string[] = [];
  const faults: string[] = [];
  for (const id of tenantId ? [tenantId] : all) {
    const ofTenant = published.filter((seal) => seal.tenantId === id);
    const { sealed, fault } = await verifyTrail(operator, id, ofTenant);
    if (fault) faults.push(`${id}\t${fault}`);
    else verified.push(`${id}\t${sealed} events, as they were sealed`);
  }
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return verified;
};
