import { formatPublishedSeal, parsePublishedSeal, publishedSeals, sealTrail } from '@doorstep/database/audit-seal';
import { listChains, verifyTrail } from '@doorstep/database/audit-verify';
import type { Database } from '@doorstep/database/database';
import type { OperatorScope } from '@doorstep/database/operator-scope';

/** Seals what can be sealed, and answers the last seal of each tenant, as `verifyAudit` takes them. */
export const sealAudit = async (database: Database, operator: OperatorScope): Promise<string[]> => {
  await sealTrail(database);
  return (await publishedSeals(operator)).map(formatPublishedSeal);
};

/**
 * Verifies the chain of every tenant, or of one. Throws what is wrong, a line for each tenant that has a fault.
 *
 * @param seals What `sealAudit` answered at earlier times.
 */
export const verifyAudit = async (
  operator: OperatorScope,
  { seals, tenantId }: { seals: readonly string[]; tenantId?: string | undefined },
): Promise<string[]> => {
  const published = seals.map(parsePublishedSeal);
  const all = new Set([...(await listChains(operator)), ...published.map((seal) => seal.tenantId)]);
  const whole: string[] = [];
  const faults: string[] = [];
  for (const id of tenantId ? [tenantId] : all) {
    const ofTenant = published.filter((seal) => seal.tenantId === id);
    const { sealed, fault } = await verifyTrail(operator, id, ofTenant);
    if (fault) faults.push(`${id}\t${fault}`);
    else whole.push(`${id}\t${sealed} events, as they were sealed`);
  }
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return whole;
};
