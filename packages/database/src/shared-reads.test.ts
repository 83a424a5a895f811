import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { createDatabase } from './database.ts';
import { statement } from './statement.ts';
import type {} from './test-database.ts';

const requestInfo = { requestId: 'shared-reads', address: '', agent: '' };
const database = createDatabase({ ...inject('database').requests, max: 1 });
afterAll(() => database.close());

type Tenant = { id: string; name: string };

const newTenant = (name: string): Promise<Tenant> =>
  database.operator(requestInfo).change(async (tx) => {
    const { id } = await tx.tenant.create({ data: { name } });
    return { result: { id, name }, audit: { action: 'tenant.created', tenantId: id, entityId: id } };
  });

const scopeOf = (tenantId: string) => database.scope({ tenantId, userId: null, sessionId: null }, requestInfo);

describe('Reads that come at the same time, on one connection', () => {
  test('each sees the rows of its own caller', async () => {
    const tenants = await Promise.all(Array.from({ length: 4 }, (_, index) => newTenant(`Shop ${index}`)));
    const visible = statement<{ name: string }>('shared_reads_visible', 'SELECT name FROM tenants');
    const asked = Array.from({ length: 40 }, (_, index) => tenants[index % tenants.length]);

    const answers = await Promise.all(asked.map((tenant) => scopeOf(tenant?.id ?? '').select(visible, [])));

    expect(answers).toEqual(asked.map((tenant) => [{ name: tenant?.name }]));
  });

  test('are not harmed by one that is refused before them, even the first of its statement', async () => {
    const { id, name } = await newTenant('Live');
    const first = statement<{ name: string }>('shared_reads_first', 'SELECT name FROM tenants');

    const answers = await Promise.allSettled(
      [randomUUID(), id, randomUUID(), id, id].map((tenantId) => scopeOf(tenantId).select(first, [])),
    );

    const refused = expect.objectContaining({ status: 'rejected' });
    const live = { status: 'fulfilled', value: [{ name }] };
    expect(answers).toEqual([refused, live, refused, live, live]);
    expect(await scopeOf(id).select(first, [])).toEqual([{ name }]);
  });

  test('are not harmed by one that fails, and neither are those that come later', async () => {
    const { id, name } = await newTenant('Live');
    const right = statement<{ name: string }>('shared_reads_right', 'SELECT name FROM tenants');
    const wrong = statement('shared_reads_wrong', 'SELECT 1 / $1::int');
    const scope = scopeOf(id);

    const [before, failed, after] = await Promise.allSettled([
      scope.select(right, []),
      scope.select(wrong, [0]),
      scope.select(right, []),
    ]);

    expect(failed.status).toBe('rejected');
    expect([before, after]).toEqual([0, 1].map(() => ({ status: 'fulfilled', value: [{ name }] })));
    expect(await scope.select(right, [])).toEqual([{ name }]);
  });
});
