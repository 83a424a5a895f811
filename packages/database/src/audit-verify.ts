import { valuesHash } from './audit.ts';
import { eventColumns, firstHash, type SealedEvent, sameBytes, sealHash, toHex } from './audit-chain.ts';
import type { PublishedSeal } from './audit-seal.ts';
import type { OperatorScope } from './operator-scope.ts';

/** The result for one tenant's chain: the number of valid seals, and the first fault, if any. */
export type Verified = { tenantId: string; sealed: number; fault: string | null };

const pageSize = 500;

/** Tenants that have a chain, or may have events without one. Includes tenants whose row was deleted. */
export const listChains = async (operator: OperatorScope): Promise<string[]> => {
  const rows = await operator.read(
    (db) => db.$queryRaw<{ id: string }[]>`SELECT id FROM tenants UNION SELECT tenant_id FROM audit_seals ORDER BY id`,
  );
  return rows.map(({ id }) => id);
};

/**
 * Recomputes a tenant's chain and compares it with the stored one. Reads page by page, during concurrent writes.
 *
 * @param published Seals of this tenant stored elsewhere. Without one, a removed tail is not detected.
 */
export const verifyTrail = async (
  operator: OperatorScope,
  tenantId: string,
  published: readonly PublishedSeal[] = [],
): Promise<Verified> => {
  let link: Link = { tenantId, position: 0, hash: firstHash };
  for (let page = await pageAfter(operator, link); ; page = await pageAfter(operator, link)) {
    for (const seal of page) {
      const next = { tenantId, position: link.position + 1, hash: seal.hash };
      const fault = (await faultOf(operator, link, seal)) ?? publishedFault(next, published);
      if (fault) return { tenantId, sealed: link.position, fault };
      link = next;
    }
    if (page.length < pageSize) break;
  }
  return { tenantId, sealed: link.position, fault: cutFault(link, published) ?? (await unsealedFault(operator, link)) };
};

/** The last seal that was found valid. */
type Link = { tenantId: string; position: number; hash: Uint8Array };

type Values = { salt: Uint8Array | null; address: string; agent: string; before: unknown; after: unknown };
type Seal = { position: bigint; eventId: string; previousHash: Uint8Array; hash: Uint8Array };
type Row = Seal & { [K in keyof SealedEvent]: SealedEvent[K] | null } & Values;

const pageAfter = (operator: OperatorScope, { tenantId, position }: Link): Promise<Row[]> =>
  operator.read(
    (db) => db.$queryRaw<Row[]>`
      SELECT s.position, s.event_id AS "eventId", s.previous_hash AS "previousHash", s.hash, ${eventColumns},
             v.salt, v.address, v.agent, v.before, v.after
        FROM audit_seals s
        LEFT JOIN audit_events e ON e.tenant_id = s.tenant_id AND e.id = s.event_id
        LEFT JOIN audit_values v ON v.tenant_id = s.tenant_id AND v.event_id = s.event_id
       WHERE s.tenant_id = ${tenantId}::uuid AND s.position > ${position}::bigint
       ORDER BY s.position LIMIT ${pageSize}`,
  );

const faultOf = async (operator: OperatorScope, link: Link, row: Row): Promise<string | null> => {
  const position = link.position + 1;
  if (Number(row.position) !== position) return `position ${position} is missing: its seal was removed`;
  if (!sameBytes(row.previousHash, link.hash)) return misplaced(operator, link, row);
  if (!isEvent(row)) return `event ${row.eventId} at position ${position} is missing`;
  if (!sameBytes(sealHash(link.hash, position, row), row.hash)) return swappedOrAltered(operator, link, row);
  return valuesFault(row, position);
};

const isEvent = (row: Row): row is Row & SealedEvent => row.id !== null;

/** Erased values are no fault, because the event and its hash remain. */
const valuesFault = ({ salt, address, agent, before, after, ...event }: Row & SealedEvent, position: number) =>
  salt && !sameBytes(valuesHash(salt, { address, agent, before, after }), event.valuesHash)
    ? `the values of event ${event.id} at position ${position} were altered`
    : null;

/** The fault of a seal that does not follow the previous one. If another seal does, the two were swapped. */
const misplaced = async (operator: OperatorScope, link: Link, { eventId }: Row): Promise<string> => {
  const { tenantId, hash } = link;
  const previousHash = new Uint8Array(hash);
  const right = await operator.read((db) => db.auditSeal.findFirst({ where: { tenantId, previousHash } }));
  const place = `position ${link.position + 1}`;
  return right
    ? `event ${eventId} was swapped to ${place}, where event ${right.eventId} (now at position ${right.position}) belongs`
    : `the seal of event ${eventId} at ${place} was altered: it does not follow the one before`;
};

/** The fault of an event that differs from the sealed one. If another seal has that one, the two were swapped. */
const swappedOrAltered = async (operator: OperatorScope, link: Link, row: Row): Promise<string> => {
  const position = link.position + 1;
  for (let at = 0; ; ) {
    const page = await pageAfter(operator, { ...link, position: at });
    const right = page.find((other) => isEvent(other) && sameBytes(sealHash(link.hash, position, other), row.hash));
    if (right) {
      return `event ${row.eventId} was swapped to position ${position}, where event ${right.eventId} (now at position ${right.position}) belongs`;
    }
    if (page.length < pageSize) return `event ${row.eventId} at position ${position} was altered`;
    at = Number(page.at(-1)?.position);
  }
};

const publishedFault = ({ position, hash }: Link, published: readonly PublishedSeal[]): string | null =>
  published.some((seal) => seal.position === position && seal.hash !== toHex(hash))
    ? `the chain was rewritten: the seal at position ${position} differs from the published one`
    : null;

const cutFault = ({ position }: Link, published: readonly PublishedSeal[]): string | null => {
  const furthest = Math.max(0, ...published.map((seal) => seal.position));
  if (furthest <= position) return null;
  return `the tail was cut off: a seal was published for position ${furthest}, and the chain ends at ${position}`;
};

/**
 * Each event below the tenant's mark must have a seal. A mark above all transactions of this server is from another server,
 * as are the events with later transactions.
 */
const unsealedFault = async (operator: OperatorScope, { tenantId }: Link): Promise<string | null> => {
  const [event] = await operator.read(
    (db) => db.$queryRaw<{ id: string }[]>`
      SELECT e.id FROM audit_events e, audit_sealing a
       WHERE e.tenant_id = ${tenantId}::uuid AND a.tenant_id = ${tenantId}::uuid AND e.xid < a.sealed_below
         AND (a.sealed_below <= pg_snapshot_xmin(pg_current_snapshot())
              OR e.xid >= pg_snapshot_xmax(pg_current_snapshot()))
         AND NOT EXISTS (SELECT FROM audit_seals s WHERE s.tenant_id = e.tenant_id AND s.event_id = e.id)
       ORDER BY e.xid, e.id LIMIT 1`,
  );
  return event
    ? `event ${event.id} has no seal, though the sealing has passed it: it was skipped or put in, or its seal was removed`
    : null;
};
