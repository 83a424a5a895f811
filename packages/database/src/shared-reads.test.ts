import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { createDatabase } from './database.ts';
import { column, statement } from './statement.ts';
import type {} from './test-database.ts';
import { newTenant } from './test-rows.ts';

const requestInfo = { requestId: 'shared-reads', address: '', agent: '' };
const database = createDatabase({ ...inject('database').requests, max: 1 });
afterAll(() => database.close());

const newShop = async (name: string) => ({ name, id: await newTenant(database, name) });

const scopeOf = (tenantId: string) => database.scope({ tenantId, userId: null, sessionId: null }, requestInfo);

describe('Concurrent reads on one connection', () => {
  test('see only the rows of their own caller', async () => {
    const tenants = await Promise.all(Array.from({ length: 4 }, (_, index) => newShop(`Shop ${index}`)));
    const visible = statement('shared_reads_visible', { name: column.text }, 'SELECT name FROM tenants');
    const asked = Array.from({ length: 40 }, (_, index) => tenants[index % tenants.length]);

    const answers = await Promise.all(asked.map((tenant) => scopeOf(tenant?.id ?? '').read(visible, [])));

    expect(answers).toEqual(asked.map((tenant) => [{ name: tenant?.name }]));
  });

  test('succeed after a refused read, even if that was the first one of its statement', async () => {
    const { id, name } = await newShop('Live');
    const first = statement('shared_reads_first', { name: column.text }, 'SELECT name FROM tenants');

    const answers = await Promise.allSettled(
      [randomUUID(), id, randomUUID(), id, id].map((tenantId) => scopeOf(tenantId).read(first, [])),
    );

    const refused = expect.objectContaining({ status: 'rejected' });
    const live = { status: 'fulfilled', value: [{ name }] };
    expect(answers).toEqual([refused, live, refused, live, live]);
    expect(await scopeOf(id).read(first, [])).toEqual([{ name }]);
  });

  test('succeed before and after a read that fails', async () => {
    const { id, name } = await newShop('Live');
    const right = statement('shared_reads_right', { name: column.text }, 'SELECT name FROM tenants');
    const wrong = statement('shared_reads_wrong', { one: column.number }, 'SELECT 1 / $1::int AS one');
    const scope = scopeOf(id);

    const [before, failed, after] = await Promise.allSettled([
      scope.read(right, []),
      scope.read(wrong, [0]),
      scope.read(right, []),
    ]);

    expect(failed.status).toBe('rejected');
    expect([before, after]).toEqual([0, 1].map(() => ({ status: 'fulfilled', value: [{ name }] })));
    expect(await scope.read(right, [])).toEqual([{ name }]);
  });
});
