import { randomUUID } from 'node:crypto';
import { formatPublishedSeal, publishedSeals, sealTrail } from '@doorstep/database/audit-seal';
import { verifyTrail } from '@doorstep/database/audit-verify';
import type { SignedInClient } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';
import { verifyAudit } from '../src/operator/audit-admin.ts';
import { useApi } from './harness.ts';

// On a database of its own: one test makes it look like one that was restored on another server.
const api = useApi({}, { ownDatabase: true });
const requestInfo = { requestId: 'audit-chain', address: '', agent: '' };
const operator = () => api.dependencies.database.operator(requestInfo);

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

/** Seals until each event of the tenant has its seal: transactions of other suites on the same server may hold it up. */
const sealAll = async (tenantId: string): Promise<void> => {
  do await sealTrail(api.dependencies.database);
  while ((await sealsOf(tenantId)).length < (await eventsOf(tenantId)).length);
};

/** A tenant whose trail has eight events, all sealed. */
const newTrail = async (): Promise<{ tenantId: string; customer: SignedInClient; events: string[] }> => {
  const tenantId = await api.newTenant();
  const customer = await api.newCustomer(tenantId);
  for (const full_name of ['A', 'B', 'C', 'D']) await customer.patch('/api/customer/profile/', { json: { full_name } });
  await sealAll(tenantId);
  return { tenantId, customer, events: await eventsOf(tenantId) };
};

/** Changes the database as its superuser can, with the triggers off. */
const tamper = (...statements: string[]) =>
  api.sql(['BEGIN', 'SET LOCAL session_replication_role = replica', ...statements, 'COMMIT'].join('; '));

const publish = async (tenantId: string) =>
  (await publishedSeals(operator())).filter((seal) => seal.tenantId === tenantId);
const faultOf = async (tenantId: string, published: Awaited<ReturnType<typeof publish>> = []) =>
  (await verifyTrail(operator(), tenantId, published)).fault;

describe('The chain over the audit trail', () => {
  test('has each event once, in the order in which they were written', async () => {
    const { tenantId, events } = await newTrail();
    expect(events.length).toBe(8);
    expect(await sealsOf(tenantId)).toEqual(events.map((event, index) => ({ position: index + 1, event })));
    expect(await verifyTrail(operator(), tenantId, await publish(tenantId))).toEqual({
      tenantId,
      sealed: 8,
      fault: null,
    });
  });

  test('goes on where it ended, and an earlier seal still holds', async () => {
    const { tenantId, customer } = await newTrail();
    const published = await publish(tenantId);
    expect(published).toEqual([{ tenantId, position: 8, hash: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    await customer.patch('/api/customer/profile/', { json: { full_name: 'E' } });
    expect(await faultOf(tenantId, published)).toBe(null);
    await sealAll(tenantId);
    expect(await verifyTrail(operator(), tenantId, published)).toEqual({ tenantId, sealed: 9, fault: null });
  });

  test('stays whole when personal values are erased', async () => {
    const { tenantId } = await newTrail();
    await tamper(`DELETE FROM audit_values WHERE tenant_id = '${tenantId}' AND user_id IS NOT NULL`);
    expect(await faultOf(tenantId)).toBe(null);
  });
});

describe('Whoever switches the triggers off is found out:', () => {
  const event = (id: string | undefined) => `WHERE id = '${id}'`;
  const seal = (tenantId: string, position: number) => `WHERE tenant_id = '${tenantId}' AND position = ${position}`;

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

  test('values that were altered', async () => {
    const { tenantId, events } = await newTrail();
    await tamper(`UPDATE audit_values SET after = '{"fullName":"Z"}' WHERE event_id = '${events[5]}'`);
    expect(await faultOf(tenantId)).toBe(`the values of event ${events[5]} at position 6 were altered`);
  });

  test('an event that was removed, alone or with its seal', async () => {
    const { tenantId, events } = await newTrail();
    await tamper(`DELETE FROM audit_events ${event(events[3])}`);
    expect(await faultOf(tenantId)).toBe(`event ${events[3]} at position 4 is missing`);
    await tamper(`DELETE FROM audit_seals ${seal(tenantId, 4)}`);
    expect(await faultOf(tenantId)).toBe('position 4 is missing: its seal was removed');
  });

  test('a gap that was closed by moving the seals behind it', async () => {
    const { tenantId, events } = await newTrail();
    await tamper(
      `DELETE FROM audit_events ${event(events[6])}`,
      `DELETE FROM audit_seals ${seal(tenantId, 7)}`,
      `UPDATE audit_seals SET position = 7 ${seal(tenantId, 8)}`,
    );
    expect(await faultOf(tenantId)).toContain(`event ${events[7]} at position 7 was altered`);
  });

  test('two events that changed places, under their seals or with them', async () => {
    const one = await newTrail();
    await tamper(
      `UPDATE audit_seals SET event_id = '${randomUUID()}' ${seal(one.tenantId, 2)}`,
      `UPDATE audit_seals SET event_id = '${one.events[1]}' ${seal(one.tenantId, 5)}`,
      `UPDATE audit_seals SET event_id = '${one.events[4]}' ${seal(one.tenantId, 2)}`,
    );
    expect(await faultOf(one.tenantId)).toBe(
      `event ${one.events[4]} was swapped to position 2, where event ${one.events[1]} (now at position 5) belongs`,
    );
    const two = await newTrail();
    await tamper(
      `UPDATE audit_seals SET position = 0 ${seal(two.tenantId, 2)}`,
      `UPDATE audit_seals SET position = 2 ${seal(two.tenantId, 5)}`,
      `UPDATE audit_seals SET position = 5 ${seal(two.tenantId, 0)}`,
    );
    expect(await faultOf(two.tenantId)).toBe(
      `event ${two.events[4]} was swapped to position 2, where event ${two.events[1]} (now at position 5) belongs`,
    );
  });

  test('an event that was put in later', async () => {
    const { tenantId, events } = await newTrail();
    const id = randomUUID();
    await tamper(
      `INSERT INTO audit_events SELECT (jsonb_populate_record(e, '{"id": "${id}"}')).* FROM audit_events e ${event(events[3])}`,
    );
    expect(await faultOf(tenantId)).toContain(`event ${id} has no seal`);
  });

  test('a tail that was cut off, by a seal that was kept elsewhere', async () => {
    const { tenantId, events } = await newTrail();
    const published = await publish(tenantId);
    await tamper(
      ...[7, 8].flatMap((position) => [
        `DELETE FROM audit_events ${event(events[position - 1])}`,
        `DELETE FROM audit_seals ${seal(tenantId, position)}`,
      ]),
    );
    expect(await faultOf(tenantId)).toBe(null);
    expect(await faultOf(tenantId, published)).toContain('the tail was cut off');
    const verifying = verifyAudit(operator(), { seals: published.map(formatPublishedSeal), tenantId });
    await expect(verifying).rejects.toThrow('published for position 8, and the chain ends at 6');
  });

  test('a chain that was made anew after a change, by a seal that was kept elsewhere', async () => {
    const { tenantId, events } = await newTrail();
    const published = await publish(tenantId);
    await tamper(
      `UPDATE audit_events SET request_id = 'forged' ${event(events[2])}`,
      `DELETE FROM audit_seals WHERE tenant_id = '${tenantId}'`,
      `UPDATE audit_sealing SET sealed_below = '0'`,
    );
    await sealAll(tenantId);
    expect(await faultOf(tenantId)).toBe(null);
    expect(await faultOf(tenantId, published)).toContain('made anew');
  });
});

describe('Sealing', () => {
  test('leaves no gap and no fork under 100 concurrent writers and several who seal', async () => {
    const tenantId = await api.newTenant();
    const customers = await Promise.all(Array.from({ length: 10 }, () => api.newCustomer(tenantId)));
    let writing = true;
    const seal = async () => {
      while (writing) await sealTrail(api.dependencies.database);
    };
    const sealing = [seal(), seal()];
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
    await sealAll(tenantId);
    const seals = await sealsOf(tenantId);
    const events = await eventsOf(tenantId);
    expect(seals.length).toBeGreaterThan(120);
    expect(seals).toEqual(events.map((event, index) => ({ position: index + 1, event })));
    expect(await faultOf(tenantId)).toBe(null);
  });

  test('neither skips nor overtakes a transaction that is under way', async () => {
    const { tenantId } = await newTrail();
    const scope = api.dependencies.database.scope({ tenantId, userId: null, sessionId: null }, requestInfo);
    const change = (entityId: string, meanwhile: () => Promise<void>) =>
      scope.change(async (tx) => {
        await tx.$queryRaw`SELECT pg_current_xact_id()::text`;
        await meanwhile();
        return { result: null, audit: { action: 'user.updated', entityId } };
      });
    const [slow, quick] = [randomUUID(), randomUUID()];
    const sealed = async () => {
      const rows = await api.sql<{ id: string }>(
        `SELECT e.entity_id AS id FROM audit_seals s JOIN audit_events e ON e.id = s.event_id
          WHERE e.entity_id = ANY($1) ORDER BY s.position`,
        [[slow, quick]],
      );
      return rows.map(({ id }) => id);
    };
    await change(slow, async () => {
      await change(quick, async () => {});
      await sealTrail(api.dependencies.database);
      expect(await sealed()).toEqual([]);
    });
    await sealAll(tenantId);
    expect(await sealed()).toEqual([slow, quick]);
    expect(await faultOf(tenantId)).toBe(null);
  });

  test('goes on in a database that was restored on a server with fewer transactions behind it', async () => {
    const { tenantId, customer } = await newTrail();
    const unsealed = async () => {
      await customer.patch('/api/customer/profile/', { json: { full_name: 'Not sealed yet' } });
      return (await eventsOf(tenantId)).at(-1);
    };
    const restored = await unsealed();
    await tamper(
      `UPDATE audit_events SET xid = '9000000001' WHERE id = '${restored}'`,
      `UPDATE audit_sealing SET sealed_below = '9000000000'`,
    );
    await customer.patch('/api/customer/profile/', { json: { full_name: 'Written here' } });
    expect(await faultOf(tenantId)).toBe(null);
    await sealAll(tenantId);
    await customer.patch('/api/customer/profile/', { json: { full_name: 'And again' } });
    await sealAll(tenantId);
    expect((await sealsOf(tenantId)).length).toBe(11);
    expect(await faultOf(tenantId)).toBe(null);
  });
});
