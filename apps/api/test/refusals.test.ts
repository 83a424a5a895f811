import { createClient } from '@doorstep/testing/client';
import { expect, test } from 'vitest';
import { eraseDueAccounts } from '../src/privacy/erase-accounts.ts';
import { useApi } from './harness.ts';

const api = useApi({}, { ownDatabase: true });

const foreignAddress = '/api/customer/addresses/0190b3a0-0000-7000-8000-000000000000/';

/** Reads the counts of a user. A request counts after its answer has ended, so use `expect.poll`. */
const countsOf = async ({
  tenantId,
  userId,
}: {
  tenantId: string;
  userId: string;
}): Promise<Record<string, number>> => {
  const rows = await api.sql<{ kind: string; count: number; rows: number }>(
    `SELECT kind, sum(count)::int AS count, count(*)::int AS rows FROM user_refusals
      WHERE tenant_id = $1 AND user_id = $2 GROUP BY kind`,
    [tenantId, userId],
  );
  for (const { kind, rows: held } of rows) expect(held, `rows of ${kind} in at most two hours`).toBeLessThan(3);
  return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
};

test('Refusals are counted by user and kind in few rows, on either transport', async () => {
  const tenantId = await api.newTenant();
  const customer = await api.newCustomer(tenantId);
  const other = await api.newCustomer(tenantId);
  await Promise.all(Array.from({ length: 20 }, () => customer.get(foreignAddress)));
  expect((await customer.get('/api/staff/address-proofs/')).status).toBe(403);
  expect(
    (await customer.get(`/media/${tenantId}/customers/${other.userId}/profile/AAAAAAAAAAAAAAAAAAAAAA.webp`)).status,
  ).toBe(404);
  const input = encodeURIComponent(JSON.stringify({ 0: {}, 1: {} }));
  expect((await customer.get(`/trpc/addressProof.list,addressProof.list?batch=1&input=${input}`)).status).toBe(403);
  await expect.poll(() => countsOf(customer), { timeout: 30_000 }).toEqual({ not_found: 21, permission_denied: 3 });
  expect(await countsOf(other)).toEqual({});
});

test('A header of another tenant is counted for the user of the token', async () => {
  const customer = await api.newCustomer(await api.newTenant());
  const stray = await customer.get('/api/customer/profile/', { headers: { 'X-Tenant-ID': await api.newTenant() } });
  expect(stray.status).toBe(403);
  await expect.poll(() => countsOf(customer), { timeout: 30_000 }).toEqual({ tenant_mismatch: 1 });
});

test('An unknown path and a request without a token are counted for no user', async () => {
  const customer = await api.newCustomer(await api.newTenant());
  expect((await customer.get('/api/nope/')).status).toBe(404);
  expect((await createClient(api.url, { tenantId: customer.tenantId }).get(foreignAddress)).status).toBe(401);
  await customer.get(foreignAddress);
  await expect.poll(() => countsOf(customer), { timeout: 30_000 }).toEqual({ not_found: 1 });
});

test('The counts of a user are erased with the account', async () => {
  const customer = await api.newCustomer(await api.newTenant());
  const { tenantId, userId } = customer;
  await customer.get(foreignAddress);
  await expect.poll(() => countsOf(customer), { timeout: 30_000 }).toEqual({ not_found: 1 });
  await api.sql('UPDATE users SET erase_at = now(), erasure_requested_at = now() WHERE id = $1', [userId]);
  await eraseDueAccounts(api.dependencies);
  expect(await countsOf(customer)).toEqual({});
  expect(await api.sql('SELECT FROM users WHERE tenant_id = $1', [tenantId])).toEqual([]);
});
