import { eventColumns, firstHash, type SealedEvent, sealHash, toHex } from './audit-chain.ts';
import type { Database } from './database.ts';
import { Prisma } from './generated/client.ts';
import type { MaintenanceClient, OperatorScope } from './scope.ts';

/** How far a tenant's chain reached at some time: kept elsewhere, it proves that nothing before it was changed or cut. */
export type PublishedSeal = { tenantId: string; position: number /** In hexadecimal. */; hash: string };

const batchSize = 500;

/**
 * Seals every event whose transaction, and every transaction before that, has ended; answers how many those were. Writers
 * do not wait for it, nor it for them: what is under way is left to the next time. See ADR 0011.
 */
export const sealTrail = async ({ maintenance }: Pick<Database, 'maintenance'>): Promise<number> => {
  for (let sealed = 0; ; ) {
    const count = await maintenance(sealBatch);
    sealed += count;
    if (count < batchSize) return sealed;
  }
};

/** Below `below` all is sealed, and below `xmin` every transaction has ended. */
type Horizon = { below: string; xmin: string; foreign: boolean };

const sealBatch = async (tx: MaintenanceClient): Promise<number> => {
  // PostgreSQL takes newest events for few, as its statistics are older than they, and would read and sort all of them each
  // time. Without bitmaps it follows the index, which has them in order, until the batch is full.
  await tx.$queryRaw`SELECT set_config('enable_bitmapscan', 'off', true)`;
  // Mostly there is nothing to do, and then nothing is written.
  const seen = await horizonOf(tx);
  if (!seen.foreign && (await unsealed(tx, seen, 1)).length === 0) return 0;
  // Whoever seals at the same time waits here, and then sees these seals: each statement has a snapshot of its own.
  await tx.$queryRaw`SELECT id FROM audit_sealing FOR UPDATE`;
  const horizon = await horizonOf(tx);
  const events = await unsealed(tx, horizon, batchSize);
  if (events.length > 0) await writeSeals(tx, chain(await headsOf(tx, events), events));
  const below = nextBelow(horizon, events);
  if (below !== horizon.below) await tx.$queryRaw`UPDATE audit_sealing SET sealed_below = ${below}::xid8`;
  return events.length;
};

const horizonOf = async (tx: MaintenanceClient): Promise<Horizon> => {
  const [horizon] = await tx.$queryRaw<Horizon[]>`
    SELECT sealed_below::text AS below, pg_snapshot_xmin(pg_current_snapshot())::text AS xmin,
           sealed_below > pg_snapshot_xmin(pg_current_snapshot()) AS "foreign"
      FROM audit_sealing`;
  if (!horizon) throw new Error('The row of audit_sealing is missing');
  return horizon;
};

/**
 * A database that was restored on another server has events of that server's transactions, whose numbers this one may
 * not have reached: they have ended, and the mark of the last sealing means nothing here.
 */
const unsealed = (tx: MaintenanceClient, { below, foreign }: Horizon, limit: number): Promise<SealedEvent[]> => {
  const ended = foreign
    ? Prisma.sql`(e.xid < pg_snapshot_xmin(pg_current_snapshot()) OR e.xid >= pg_snapshot_xmax(pg_current_snapshot()))`
    : Prisma.sql`e.xid >= ${below}::xid8 AND e.xid < pg_snapshot_xmin(pg_current_snapshot())`;
  return tx.$queryRaw<SealedEvent[]>`
    SELECT ${eventColumns} FROM audit_events e
     WHERE ${ended}
       AND NOT EXISTS (SELECT FROM audit_seals s WHERE s.tenant_id = e.tenant_id AND s.event_id = e.id)
     ORDER BY e.xid, e.id LIMIT ${limit}`;
};

/** All below it is sealed. Where a batch was full, there may be more of the transaction that it ended in. */
const nextBelow = ({ below, xmin, foreign }: Horizon, events: readonly SealedEvent[]): string => {
  const last = events.at(-1);
  if (events.length < batchSize || !last) return xmin;
  return foreign ? below : last.xid;
};

type Head = { position: number; hash: Uint8Array };
type Seal = Head & { tenantId: string; eventId: string; previousHash: Uint8Array };

const headsOf = async (tx: MaintenanceClient, events: readonly SealedEvent[]): Promise<Map<string, Head>> => {
  const tenantIds = [...new Set(events.map(({ tenantId }) => tenantId))];
  const rows = await tx.$queryRaw<StoredHead[]>(headQuery(Prisma.sql`unnest(${tenantIds}::uuid[]) AS t (id)`));
  return new Map(rows.map(({ tenantId, position, hash }) => [tenantId, { position: Number(position), hash }]));
};

type StoredHead = { tenantId: string; position: bigint; hash: Uint8Array };

const headQuery = (tenants: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT t.id AS "tenantId", head.position, head.hash FROM ${tenants}
    CROSS JOIN LATERAL (SELECT s.position, s.hash FROM audit_seals s
                         WHERE s.tenant_id = t.id ORDER BY s.position DESC LIMIT 1) head
   ORDER BY t.id`;

/** The seals of events, each behind the last one of its tenant. */
const chain = (heads: Map<string, Head>, events: readonly SealedEvent[]): Seal[] =>
  events.map((event) => {
    const { tenantId, id: eventId } = event;
    const { position: last, hash: previousHash } = heads.get(tenantId) ?? { position: 0, hash: firstHash };
    const position = last + 1;
    const hash = sealHash(previousHash, position, event);
    heads.set(tenantId, { position, hash });
    return { tenantId, position, eventId, previousHash, hash };
  });

const writeSeals = (tx: MaintenanceClient, seals: readonly Seal[]): Promise<unknown> => {
  const column = <T>(of: (seal: Seal) => T): T[] => seals.map(of);
  return tx.$queryRaw`
    INSERT INTO audit_seals (tenant_id, position, event_id, previous_hash, hash)
    SELECT tenant_id, position, event_id, decode(previous_hash, 'hex'), decode(hash, 'hex')
      FROM unnest(${column(({ tenantId }) => tenantId)}::uuid[], ${column(({ position }) => position)}::bigint[],
                  ${column(({ eventId }) => eventId)}::uuid[], ${column(({ previousHash }) => toHex(previousHash))}::text[],
                  ${column(({ hash }) => toHex(hash))}::text[])
           AS seals (tenant_id, position, event_id, previous_hash, hash)`;
};

/** The last seal of each tenant that has one, to be kept where who can write to the database cannot. */
export const publishedSeals = async (operator: OperatorScope): Promise<PublishedSeal[]> => {
  const rows = await operator.read((db) => db.$queryRaw<StoredHead[]>(headQuery(Prisma.sql`tenants t`)));
  return rows.map(({ tenantId, position, hash }) => ({ tenantId, position: Number(position), hash: toHex(hash) }));
};

/** Reads `TENANT:POSITION:HASH` as `audit:seal` prints it. Throws where it is something else. */
export const parsePublishedSeal = (text: string): PublishedSeal => {
  const [, tenantId, position, hash] = /^([0-9a-f-]{36}):([1-9]\d{0,15}):([0-9a-f]{64})$/i.exec(text.trim()) ?? [];
  if (!tenantId || !position || !hash)
    throw new Error(`${text} is not a seal: TENANT:POSITION:HASH, as audit:seal prints it`);
  return { tenantId: tenantId.toLowerCase(), position: Number(position), hash: hash.toLowerCase() };
};

export const formatPublishedSeal = ({ tenantId, position, hash }: PublishedSeal): string =>
  `${tenantId}:${position}:${hash}`;
