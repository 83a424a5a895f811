import { randomUUID } from 'node:crypto';
import { formatPublishedSeal, publishedSeals, sealTrail } from '@doorstep/database/audit-seal';
import { verifyTrail } from '@doorstep/database/audit-verify';
import { command } from '@doorstep/database/statement';
import type { SignedInClient } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';
import { verifyAudit } from '../src/operator/audit-admin.ts';
import { useApi } from './harness.ts';

// On its own database, because one test makes it look like one that was restored on another server.
const api = useApi({}, { ownDatabase: true });
const requestInfo = { requestId: 'audit-chain', address: '', agent: '' };
const operator = () => api.dependencies.database.operator(requestInfo);

const startTransaction = command('start_transaction', 'SELECT FROM pg_current_xact_id()');

type Sealed = { position: number; event: string };

const sealsOf = (tenantId: string) =>
  api.sql<Sealed>('SELECT position::int, event_id AS event FROM audit_seals WHERE tenant_id = $1 ORDER BY position', [
    tenantId,
  ]);

const eventsOf = async (tenantId: string): Promise<string[]> => {
  const rows = await api.sql<{ id: string }>('SELECT id FROM audit_events WHERE tenant_id = $1 ORDER BY xid, id', [
    tenantId,
  ]);
  return rows.map(({ id }) => id);
};

const seal = () => sealTrail(api.dependencies.database);

/** Makes a tenant with eight sealed events. */
const newTrail = async (): Promise<{ tenantId: string; customer: SignedInClient; events: string[] }> => {
  const tenantId = await api.newTenant();
  const customer = await api.newCustomer(tenantId);
  for (const full_name of ['A', 'B', 'C', 'D']) await customer.patch('/api/customer/profile/', { json: { full_name } });
  await seal();
  return { tenantId, customer, events: await eventsOf(tenantId) };
};

/** Seals until the mark is above all events of the tenant. Transactions of other suites may delay the mark. */
const sealUntilMark = async (tenantId: string): Promise<void> => {
  const above = `SELECT FROM audit_events e JOIN audit_sealing a USING (tenant_id)
    WHERE tenant_id = $1 AND (e.xid >= a.sealed_below OR a.sealed_below > pg_snapshot_xmin(pg_current_snapshot()))`;
  do await seal();
  while ((await api.sql(above, [tenantId])).length > 0);
};

/** Runs SQL as the superuser with the triggers disabled. */
const tamper = (...statements: string[]) =>
  api.sql(['BEGIN', 'SET LOCAL session_replication_role = replica', ...statements, 'COMMIT'].join('; '));

const publish = async (tenantId: string) =>
  (await publishedSeals(operator())).filter((seal) => seal.tenantId === tenantId);
const faultOf = async (tenantId: string, published: Awaited<ReturnType<typeof publish>> = []) =>
  (await verifyTrail(operator(), tenantId, published)).fault;

describe('The chain over the audit trail', () => {
  test('contains each event once, in the order of writing', async () => {
    const { tenantId, events } = await newTrail();
    expect(events.length).toBe(8);
    expect(await sealsOf(tenantId)).toEqual(events.map((event, index) => ({ position: index + 1, event })));
    expect(await verifyTrail(operator(), tenantId, await publish(tenantId))).toEqual({
      tenantId,
      sealed: 8,
      fault: null,
    });
  });

  test('continues at its end, and earlier seals remain valid', async () => {
    const { tenantId, customer } = await newTrail();
    const published = await publish(tenantId);
    expect(published).toEqual([{ tenantId, position: 8, hash: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    await customer.patch('/api/customer/profile/', { json: { full_name: 'E' } });
    expect(await faultOf(tenantId, published)).toBe(null);
    await seal();
    expect(await verifyTrail(operator(), tenantId, published)).toEqual({ tenantId, sealed: 9, fault: null });
  });

  test('remains valid when personal values are erased', async () => {
    const { tenantId } = await newTrail();
    await tamper(`DELETE FROM audit_values WHERE tenant_id = '${tenantId}' AND user_id IS NOT NULL`);
    expect(await faultOf(tenantId)).toBe(null);
  });
});

describe('With the triggers disabled, the verification detects', () => {
  const event = (id: string | undefined) => `WHERE id = '${id}'`;
  const sealAt = (tenantId: string, position: number) => `WHERE tenant_id = '${tenantId}' AND position = ${position}`;

  test.each([
    "action = 'user.other'",
    'actor_id = NULL',
    "created_at = created_at + interval '1 ms'",
    "values_hash = '\\x00'",
    "xid = '7'",
  ])('an event with %s', async (change) => {
    const { tenantId, events } = await newTrail();
    await tamper(
      `UPDATE audit_events SET ${change} ${event(events[6])}`,
      `DELETE FROM audit_events ${event(events[7])}`,
    );
    expect(await verifyTrail(operator(), tenantId)).toEqual({
      tenantId,
      sealed: 6,
      fault: `event ${events[6]} at position 7 was altered`,
    });
  });

  test('altered values', async () => {
    const { tenantId, events } = await newTrail();
    await tamper(`UPDATE audit_values SET after = '{"fullName":"Z"}' WHERE event_id = '${events[5]}'`);
    expect(await faultOf(tenantId)).toBe(`the values of event ${events[5]} at position 6 were altered`);
  });

  test('a removed event, alone or with its seal', async () => {
    const { tenantId, events } = await newTrail();
    await tamper(`DELETE FROM audit_events ${event(events[3])}`);
    expect(await faultOf(tenantId)).toBe(`event ${events[3]} at position 4 is missing`);
    await tamper(`DELETE FROM audit_seals ${sealAt(tenantId, 4)}`);
    expect(await faultOf(tenantId)).toBe('position 4 is missing: its seal was removed');
  });

  test('a gap that was closed by moving the later seals', async () => {
    const { tenantId, events } = await newTrail();
    await tamper(
      `DELETE FROM audit_events ${event(events[6])}`,
      `DELETE FROM audit_seals ${sealAt(tenantId, 7)}`,
      `UPDATE audit_seals SET position = 7 ${sealAt(tenantId, 8)}`,
    );
    expect(await faultOf(tenantId)).toContain(`event ${events[7]} at position 7 was altered`);
  });

  test('two events in swapped order, with or without their seals', async () => {
    const one = await newTrail();
    await tamper(
      `UPDATE audit_seals SET event_id = '${randomUUID()}' ${sealAt(one.tenantId, 2)}`,
      `UPDATE audit_seals SET event_id = '${one.events[1]}' ${sealAt(one.tenantId, 5)}`,
      `UPDATE audit_seals SET event_id = '${one.events[4]}' ${sealAt(one.tenantId, 2)}`,
    );
    expect(await faultOf(one.tenantId)).toBe(
      `event ${one.events[4]} was swapped to position 2, where event ${one.events[1]} (now at position 5) belongs`,
    );
    const two = await newTrail();
    await tamper(
      `UPDATE audit_seals SET position = 0 ${sealAt(two.tenantId, 2)}`,
      `UPDATE audit_seals SET position = 2 ${sealAt(two.tenantId, 5)}`,
      `UPDATE audit_seals SET position = 5 ${sealAt(two.tenantId, 0)}`,
    );
    expect(await faultOf(two.tenantId)).toBe(
      `event ${two.events[4]} was swapped to position 2, where event ${two.events[1]} (now at position 5) belongs`,
    );
  });

  test('an inserted event', async () => {
    const { tenantId, events } = await newTrail();
    await sealUntilMark(tenantId);
    const id = randomUUID();
    await tamper(
      `INSERT INTO audit_events SELECT (jsonb_populate_record(e, '{"id": "${id}"}')).* FROM audit_events e ${event(events[3])}`,
    );
    expect(await faultOf(tenantId)).toContain(`event ${id} has no seal`);
  });

  test('a removed tail, by a published seal', async () => {
    const { tenantId, events } = await newTrail();
    const published = await publish(tenantId);
    await tamper(
      ...[7, 8].flatMap((position) => [
        `DELETE FROM audit_events ${event(events[position - 1])}`,
        `DELETE FROM audit_seals ${sealAt(tenantId, position)}`,
      ]),
    );
    expect(await faultOf(tenantId)).toBe(null);
    expect(await faultOf(tenantId, published)).toContain('the tail was cut off');
    const verifying = verifyAudit(operator(), { seals: published.map(formatPublishedSeal), tenantId });
    await expect(verifying).rejects.toThrow('published for position 8, and the chain ends at 6');
  });

  test('a rebuilt chain, by a published seal', async () => {
    const { tenantId, events } = await newTrail();
    const published = await publish(tenantId);
    await tamper(
      `UPDATE audit_events SET request_id = 'forged' ${event(events[2])}`,
      `DELETE FROM audit_seals WHERE tenant_id = '${tenantId}'`,
      `UPDATE audit_sealing SET sealed_below = '0' WHERE tenant_id = '${tenantId}'`,
    );
    await seal();
    expect(await faultOf(tenantId)).toBe(null);
    expect(await faultOf(tenantId, published)).toContain('rewritten');
  });
});

describe('Sealing', () => {
  test('leaves no gap and no fork under 100 concurrent writers and several processes that seal', async () => {
    const tenantId = await api.newTenant();
    const customers = await Promise.all(Array.from({ length: 10 }, () => api.newCustomer(tenantId)));
    let writing = true;
    const keepSealing = async () => {
      while (writing) await seal();
    };
    const sealing = [keepSealing(), keepSealing()];
    const write = async (index: number) => {
      const { status } = (await customers[index % 10]?.patch('/api/customer/profile/', {
        json: { full_name: `Name ${index}` },
      })) ?? { status: 0 };
      return status;
    };
    const statuses = await Promise.all(Array.from({ length: 100 }, (_, index) => write(index)));
    writing = false;
    await Promise.all(sealing);
    expect(new Set(statuses)).toEqual(new Set([200]));
    await seal();
    const seals = await sealsOf(tenantId);
    expect(seals.length).toBeGreaterThan(120);
    expect(seals.map(({ position }) => position)).toEqual(seals.map((_, index) => index + 1));
    expect(seals.map(({ event }) => event).sort()).toEqual((await eventsOf(tenantId)).sort());
    expect(await faultOf(tenantId)).toBe(null);
  });

  /** Writes in a transaction that begins before `meanwhile` and commits after it. */
  const change = (tenantId: string, entityId: string, meanwhile = async () => {}) =>
    api.dependencies.database.scope({ tenantId, userId: null, sessionId: null }, requestInfo).write(async (tx) => {
      await tx.query(startTransaction, []);
      await meanwhile();
      return { result: null, audit: { action: 'user.updated', entityId } };
    });

  const sealedOf = async (tenantId: string): Promise<string[]> => {
    const rows = await api.sql<{ id: string }>(
      `SELECT e.entity_id AS id FROM audit_seals s JOIN audit_events e ON e.tenant_id = s.tenant_id AND e.id = s.event_id
        WHERE s.tenant_id = $1 AND e.request_id = 'audit-chain' ORDER BY s.position`,
      [tenantId],
    );
    return rows.map(({ id }) => id);
  };

  test('does not wait for running transactions, and skips none of their events', async () => {
    const [{ tenantId }, other] = [await newTrail(), await newTrail()];
    const [slow, quick, foreign, last] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await change(tenantId, slow, async () => {
      await change(tenantId, quick);
      await change(other.tenantId, foreign);
      await seal();
      expect([await sealedOf(tenantId), await sealedOf(other.tenantId)]).toEqual([[quick], [foreign]]);
      // This event is above the mark, which the slow transaction holds back, and must not be sealed twice.
      await seal();
    });
    await change(tenantId, last);
    await seal();
    expect(await sealedOf(tenantId)).toEqual([quick, slow, last]);
    expect([await faultOf(tenantId), await faultOf(other.tenantId)]).toEqual([null, null]);
  });

  test('reads no event again after all earlier transactions have ended', async () => {
    const { tenantId } = await newTrail();
    await change(tenantId, randomUUID(), async () => {
      await change(tenantId, randomUUID());
      await seal();
    });
    await sealUntilMark(tenantId);
    expect(await seal()).toBe(0);
  });

  test('uses the transaction id of the database, not a written value', async () => {
    const { tenantId, events } = await newTrail();
    const id = randomUUID();
    await api.sql(
      `INSERT INTO audit_events SELECT (jsonb_populate_record(e, '{"id": "${id}", "xid": "7"}')).* FROM audit_events e WHERE id = '${events[3]}'`,
    );
    await seal();
    expect((await sealsOf(tenantId)).at(-1)).toEqual({ position: 9, event: id });
    expect(await faultOf(tenantId)).toBe(null);
  });

  test('that skipped an event is detected', async () => {
    const { tenantId, customer } = await newTrail();
    await customer.patch('/api/customer/profile/', { json: { full_name: 'Passed over' } });
    const [passedOver] = (await eventsOf(tenantId)).slice(-1);
    const skip = `UPDATE audit_sealing a SET sealed_below = pg_snapshot_xmin(pg_current_snapshot()) FROM audit_events e
      WHERE a.tenant_id = $1 AND e.id = $2 AND e.xid < pg_snapshot_xmin(pg_current_snapshot()) RETURNING a.tenant_id`;
    while ((await api.sql(skip, [tenantId, passedOver])).length === 0);
    await customer.patch('/api/customer/profile/', { json: { full_name: 'Sealed' } });
    await seal();
    expect((await sealsOf(tenantId)).length).toBe(9);
    expect(await faultOf(tenantId)).toContain(`event ${passedOver} has no seal`);
  });

  test('of one tenant fails without affecting other tenants', async () => {
    const [broken, whole] = [await newTrail(), await newTrail()].sort((a, b) => (a.tenantId < b.tenantId ? -1 : 1));
    if (!broken || !whole) throw new Error('There are two');
    await tamper(
      `UPDATE audit_seals SET position = 9223372036854775807 WHERE tenant_id = '${broken.tenantId}' AND position = 8`,
    );
    const name = randomUUID();
    for (const { tenantId } of [broken, whole]) await change(tenantId, name);
    await expect(seal()).rejects.toThrow('The trail of 1 tenants could not be sealed');
    expect([await sealedOf(broken.tenantId), await sealedOf(whole.tenantId)]).toEqual([[], [name]]);
    await tamper(`UPDATE audit_seals SET position = 8 WHERE tenant_id = '${broken.tenantId}' AND position > 8`);
  });

  test('continues in a database restored on a server with lower transaction ids', async () => {
    const { tenantId, customer } = await newTrail();
    const unsealed = async () => {
      await customer.patch('/api/customer/profile/', { json: { full_name: 'Not sealed yet' } });
      return (await eventsOf(tenantId)).at(-1);
    };
    const restored = await unsealed();
    await tamper(
      `UPDATE audit_events SET xid = '9000000001' WHERE id = '${restored}'`,
      `UPDATE audit_sealing SET sealed_below = '9000000000' WHERE tenant_id = '${tenantId}'`,
    );
    await customer.patch('/api/customer/profile/', { json: { full_name: 'Written here' } });
    expect(await faultOf(tenantId)).toBe(null);
    await seal();
    await customer.patch('/api/customer/profile/', { json: { full_name: 'And again' } });
    await seal();
    expect((await sealsOf(tenantId)).length).toBe(11);
    expect(await faultOf(tenantId)).toBe(null);
  });
});
