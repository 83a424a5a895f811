import { eventColumns, firstHash, type SealedEvent, sealHash, toHex } from './audit-chain.ts';
import type { Database } from './database.ts';
import type { MaintenanceClient, OperatorScope } from './operator-scope.ts';
import { sealedChannel } from './seal-listener.ts';

/** The end of a tenant's chain at some time. Stored elsewhere, it proves that no earlier event was changed or removed. */
export type PublishedSeal = { tenantId: string; position: number /** In hexadecimal. */; hash: string };

const batchSize = 500;

/**
 * Seals every committed event, in separate transactions for each tenant. Writers do not wait for it. An event of a running
 * transaction is sealed the next time, and delays no other. See ADR 0011.
 *
 * @returns The number of sealed events.
 * @throws AggregateError if some tenants could not be sealed, after all others are.
 */
export const sealTrail = async (database: Pick<Database, 'maintenance'>): Promise<number> => {
  const faults: unknown[] = [];
  let sealed = 0;
  for (const tenantId of await unsealedTenants(database)) {
    try {
      sealed += await sealTenant(database, tenantId);
    } catch (error) {
      faults.push(error);
    }
  }
  if (faults.length > 0) throw new AggregateError(faults, `The trail of ${faults.length} tenants could not be sealed`);
  return sealed;
};

/**
 * Tenants with an event to seal, or whose mark can move. Usually there are none, and nothing is written. An event at or above
 * the mark and below `xmin` is always unsealed. One above both may have a seal.
 */
const unsealedTenants = async ({ maintenance }: Pick<Database, 'maintenance'>): Promise<string[]> => {
  const rows = await maintenance(
    (tx) => tx.$queryRaw<{ id: string }[]>`
      SELECT t.id FROM (SELECT id FROM tenants UNION SELECT tenant_id FROM audit_sealing) t
        LEFT JOIN audit_sealing a ON a.tenant_id = t.id
       WHERE a.tenant_id IS NULL OR a.sealed_below > pg_snapshot_xmin(pg_current_snapshot())
          OR EXISTS (SELECT FROM audit_events e
                      WHERE e.tenant_id = t.id AND e.xid >= a.sealed_below
                        AND e.xid < pg_snapshot_xmax(pg_current_snapshot())
                        AND (e.xid < pg_snapshot_xmin(pg_current_snapshot())
                             OR NOT EXISTS (SELECT FROM audit_seals s WHERE s.tenant_id = e.tenant_id AND s.event_id = e.id)))
       ORDER BY t.id`,
  );
  return rows.map(({ id }) => id);
};

/** Seals every committed event of a tenant, and notifies all processes. Returns the number of sealed events. */
export const sealTenant = async ({ maintenance }: Pick<Database, 'maintenance'>, tenantId: string): Promise<number> => {
  for (let sealed = 0; ; ) {
    const count = await maintenance((tx) => sealBatch(tx, tenantId));
    sealed += count;
    if (count < batchSize) return sealed;
  }
};

const sealBatch = async (tx: MaintenanceClient, tenantId: string): Promise<number> => {
  // The statistics of PostgreSQL do not cover the newest events, so it would read and sort all of them for each batch.
  // Without bitmap scans, it reads the ordered index until the batch is full.
  await tx.$queryRaw`SELECT set_config('enable_bitmapscan', 'off', true)`;
  // Another process that seals this tenant waits here. It then sees these seals, because each statement has a new snapshot.
  await tx.$queryRaw`
    INSERT INTO audit_sealing AS a (tenant_id) VALUES (${tenantId}::uuid)
    ON CONFLICT (tenant_id) DO UPDATE SET sealed_below = a.sealed_below`;
  const { mark, head, events } = await readUnsealed(tx, tenantId);
  if (events.length > 0) {
    await writeSeals(tx, chain(head, events));
    await tx.$queryRaw`SELECT pg_notify(${sealedChannel}, ${tenantId})::text`;
  }
  await tx.$queryRaw`
    UPDATE audit_sealing SET sealed_below = ${nextMark(mark, events)}::xid8 WHERE tenant_id = ${tenantId}::uuid`;
  return events.length;
};

/** All events below `below` are sealed, and all transactions below `xmin` have ended. Foreign: another server set `below`. */
type Mark = { below: string; xmin: string; foreign: boolean };
type Head = { position: number; hash: Uint8Array };
type Unsealed = { mark: Mark; head: Head; events: SealedEvent[] };

/**
 * Mark, head and events of one tenant, in one statement, so that the same snapshot shows the events and the transactions that
 * have ended.
 *
 * A database restored from another server has events of transactions whose ids this server may not have reached. They have
 * ended, and the old mark is meaningless here.
 */
const readUnsealed = async (tx: MaintenanceClient, tenantId: string): Promise<Unsealed> => {
  type Row = Mark & { position: bigint | null; hash: Uint8Array | null } & {
    [K in keyof SealedEvent]: SealedEvent[K] | null;
  };
  const rows = await tx.$queryRaw<Row[]>`
    WITH mark AS MATERIALIZED (
      SELECT sealed_below AS below, pg_snapshot_xmin(pg_current_snapshot()) AS xmin,
             pg_snapshot_xmax(pg_current_snapshot()) AS xmax,
             sealed_below > pg_snapshot_xmin(pg_current_snapshot()) AS "foreign"
        FROM audit_sealing WHERE tenant_id = ${tenantId}::uuid
    ), head AS (
      SELECT position, hash FROM audit_seals WHERE tenant_id = ${tenantId}::uuid ORDER BY position DESC LIMIT 1
    ), events AS (
      SELECT row_number() OVER (ORDER BY e.xid, e.id) AS place, ${eventColumns} FROM audit_events e
       WHERE e.tenant_id = ${tenantId}::uuid
         AND e.xid >= (SELECT CASE WHEN "foreign" THEN '0' ELSE below END FROM mark)
         AND e.xid <= (SELECT CASE WHEN "foreign" THEN ${lastTransaction}::xid8 ELSE xmax END FROM mark)
         AND NOT EXISTS (SELECT FROM audit_seals s WHERE s.tenant_id = e.tenant_id AND s.event_id = e.id)
       ORDER BY e.xid, e.id LIMIT ${batchSize}
    )
    SELECT mark.below::text AS below, mark.xmin::text AS xmin, mark."foreign", head.position, head.hash, events.*
      FROM mark LEFT JOIN head ON true LEFT JOIN events ON true ORDER BY events.place`;
  const [row] = rows;
  if (!row) throw new Error(`The row of audit_sealing for tenant ${tenantId} is missing`);
  const { below, xmin, foreign, position, hash } = row;
  return {
    mark: { below, xmin, foreign },
    head: position !== null && hash !== null ? { position: Number(position), hash } : { position: 0, hash: firstHash },
    events: rows.filter((row): row is Row & SealedEvent => row.id !== null),
  };
};

/** The highest id that a transaction can have. */
const lastTransaction = '18446744073709551615';

/** The new mark. After a full batch, the transaction of its last event may have more events. */
const nextMark = ({ below, xmin, foreign }: Mark, events: readonly SealedEvent[]): string => {
  const last = events.at(-1);
  if (events.length < batchSize || !last) return xmin;
  if (foreign) return below;
  return BigInt(last.xid) < BigInt(xmin) ? last.xid : xmin;
};

type Seal = Head & { tenantId: string; eventId: string; previousHash: Uint8Array };

/** The seals of a tenant's events, in order. */
const chain = (head: Head, events: readonly SealedEvent[]): Seal[] => {
  let last = head;
  return events.map((event) => {
    const { tenantId, id: eventId } = event;
    const position = last.position + 1;
    const seal = { tenantId, position, eventId, previousHash: last.hash, hash: sealHash(last.hash, position, event) };
    last = seal;
    return seal;
  });
};

/** Writes seals as one value: Prisma takes much time and memory for thousands of them. */
const writeSeals = (tx: MaintenanceClient, seals: readonly Seal[]): Promise<unknown> => {
  const rows = seals.map(({ tenantId, position, eventId, previousHash, hash }) => ({
    ...{ tenant_id: tenantId, position, event_id: eventId },
    ...{ previous_hash: `\\x${toHex(previousHash)}`, hash: `\\x${toHex(hash)}` },
  }));
  return tx.$queryRaw`
    INSERT INTO audit_seals (tenant_id, position, event_id, previous_hash, hash)
    SELECT tenant_id, position, event_id, previous_hash, hash
      FROM json_populate_recordset(NULL::audit_seals, ${JSON.stringify(rows)}::json)`;
};

/** The last seal of each tenant that has one. Store it where writers of the database cannot change it. */
export const publishedSeals = async (operator: OperatorScope): Promise<PublishedSeal[]> => {
  const rows = await operator.read(
    (db) => db.$queryRaw<{ tenantId: string; position: bigint; hash: Uint8Array }[]>`
      SELECT DISTINCT ON (tenant_id) tenant_id AS "tenantId", position, hash FROM audit_seals
       ORDER BY tenant_id, position DESC`,
  );
  return rows.map(({ tenantId, position, hash }) => ({ tenantId, position: Number(position), hash: toHex(hash) }));
};

/** Reads `TENANT:POSITION:HASH` as `audit:seal` prints it. Throws for any other format. */
export const parsePublishedSeal = (text: string): PublishedSeal => {
  const [, tenantId, position, hash] = /^([0-9a-f-]{36}):([1-9]\d{0,15}):([0-9a-f]{64})$/i.exec(text.trim()) ?? [];
  if (!tenantId || !position || !hash)
    throw new Error(`${text} is not a seal: TENANT:POSITION:HASH, as audit:seal prints it`);
  return { tenantId: tenantId.toLowerCase(), position: Number(position), hash: hash.toLowerCase() };
};

export const formatPublishedSeal = ({ tenantId, position, hash }: PublishedSeal): string =>
  `${tenantId}:${position}:${hash}`;
