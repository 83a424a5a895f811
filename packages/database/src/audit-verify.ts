import { valuesHash } from './audit.ts';
import { eventColumns, firstHash, type SealedEvent, sameBytes, sealHash, toHex } from './audit-chain.ts';
import type { PublishedSeal } from './audit-seal.ts';
import type { OperatorScope } from './operator-scope.ts';

/** What was found of one tenant's chain: how far it is whole, and the first fault if there is one. */
export type Verified = { tenantId: string; sealed: number; fault: string | null };

const pageSize = 500;

/** Tenants that have a chain, or may have events without one: also those whose own row is gone. */
export const listChains = async (operator: OperatorScope): Promise<string[]> => {
  const rows = await operator.read(
    (db) => db.$queryRaw<{ id: string }[]>`SELECT id FROM tenants UNION SELECT tenant_id FROM audit_seals ORDER BY id`,
  );
  return rows.map(({ id }) => id);
};

/**
 * Computes a tenant's chain anew and compares. Reads page by page, while others write and seal.
 *
 * @param published Seals of this tenant that were kept elsewhere: without one, a tail that was cut off leaves no trace.
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

/** How far the chain has been found whole. */
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

/** Values that were erased are no fault: the event and its hash stand without them. */
const valuesFault = ({ salt, address, agent, before, after, ...event }: Row & SealedEvent, position: number) =>
  salt && !sameBytes(valuesHash(salt, { address, agent, before, after }), event.valuesHash)
    ? `the values of event ${event.id} at position ${position} were altered`
    : null;

/** A seal that does not follow the one before it: where one elsewhere does, they changed places. */
const misplaced = async (operator: OperatorScope, link: Link, { eventId }: Row): Promise<string> => {
  const { tenantId, hash } = link;
  const previousHash = new Uint8Array(hash);
  const right = await operator.read((db) => db.auditSeal.findFirst({ where: { tenantId, previousHash } }));
  const place = `position ${link.position + 1}`;
  return right
    ? `event ${eventId} was swapped to ${place}, where event ${right.eventId} (now at position ${right.position}) belongs`
    : `the seal of event ${eventId} at ${place} was altered: it does not follow the one before`;
};

/** An event that is not what was sealed: where the one that was stands under another seal, they changed places. */
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
    ? `the chain was made anew: at position ${position} it is not the one whose seal was published`
    : null;

const cutFault = ({ position }: Link, published: readonly PublishedSeal[]): string | null => {
  const furthest = Math.max(0, ...published.map((seal) => seal.position));
  if (furthest <= position) return null;
  return `the tail was cut off: a seal was published for position ${furthest}, and the chain ends at ${position}`;
};

/**
 * An event below the tenant's mark must have a seal. A mark above all transactions of this server is of another one, which
 * wrote the events from beyond them.
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
