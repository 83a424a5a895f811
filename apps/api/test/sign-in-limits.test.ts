import { StatementBatch } from '@doorstep/database/statement-batch';
import { type Client, createClient, password, type SignedInClient } from '@doorstep/testing/client';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { useApi } from './harness.ts';

// Trusts X-Forwarded-For, so that a test can use any client address.
const api = useApi({ TRUST_PROXY: '127.0.0.0/8' });

const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } });
const login = ({ tenantId, email }: { tenantId: string; email: string }, given: string, address: string) =>
  createClient(api.url, { tenantId }).post('/api/auth/login/', { json: { email, password: given }, ...from(address) });
const changePassword = (customer: Client, current_password: string) =>
  customer.post('/api/auth/password/', { json: { current_password, new_password: 'a fresh long secret' } });
const signInAgain = async (customer: SignedInClient, address: string): Promise<SignedInClient> =>
  createClient(api.url, customer).signedIn((await login(customer, password, address)).body);
const statusesOf = async (count: number, call: (index: number) => Promise<{ status: number }>): Promise<number[]> => {
  const statuses: number[] = [];
  for (let index = 0; index < count; index++) statuses.push((await call(index)).status);
  return statuses;
};

describe('Failed sign-ins', () => {
  test('are counted by IPv6 network, and by IPv4 address in any notation', async () => {
    const customer = await api.newCustomer(await api.newTenant({ 'limits.failed_sign_ins_per_account': '2' }));
    const wrong = (address: string) => login(customer, 'wrong password', address);
    expect(await statusesOf(3, (index) => wrong(`2001:db8:0:1::${index + 1}`))).toEqual([401, 401, 429]);
    expect((await wrong('2001:db8:0:2::1')).status).toBe(401);
    const spellings = ['192.0.2.7', '::ffff:192.0.2.7', '::FFFF:C000:207'];
    expect(await statusesOf(3, (index) => wrong(spellings[index] ?? ''))).toEqual([401, 401, 429]);
  });

  test('of one account from new networks have a common limit, which does not affect a known network', async () => {
    const tenantId = await api.newTenant({ 'limits.failed_sign_ins_from_new_networks': '3' });
    const [customer, other] = [await api.newCustomer(tenantId), await api.newCustomer(tenantId)];
    await signInAgain(customer, '2001:db8:1:1::1');
    const guesses = await statusesOf(5, (index) => login(customer, 'wrong password', `198.51.100.${index}`));
    expect(guesses).toEqual([401, 401, 401, 429, 429]);
    const stranger = await login(customer, password, '198.51.100.9');
    expect(stranger).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect((await login(customer, password, '2001:db8:1:1::2')).status).toBe(200);
    expect((await login(other, password, '198.51.100.9')).status).toBe(200);
  });

  test('of an unknown account have the same limit', async () => {
    const tenantId = await api.newTenant({ 'limits.failed_sign_ins_from_new_networks': '2' });
    const unknown = { tenantId, email: 'nobody@example.com' };
    const guesses = await statusesOf(3, (index) => login(unknown, 'wrong password', `198.51.100.${index}`));
    expect(guesses).toEqual([401, 401, 429]);
  });
});

test('Concurrent successful sign-ins are never limited', async () => {
  const limits = { 'limits.failed_sign_ins_per_account': '2', 'limits.failed_sign_ins_from_new_networks': '2' };
  const customer = await api.newCustomer(await api.newTenant(limits));
  const calls = Array.from({ length: 12 }, () => login(customer, password, '192.0.2.1'));
  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(12).fill(200));
});

describe('Wrong current passwords', () => {
  test('are limited for their session, without an effect on sign-ins and other sessions', async () => {
    const customer = await api.newCustomer(await api.newTenant({ 'limits.failed_sign_ins_per_account': '3' }));
    expect(await statusesOf(4, () => changePassword(customer, 'wrong password'))).toEqual([400, 400, 400, 429]);
    expect(await changePassword(customer, password)).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    const other = await signInAgain(customer, '127.0.0.1');
    expect((await changePassword(other, password)).status).toBe(204);
  });

  test('are not counted by failed sign-ins', async () => {
    const customer = await api.newCustomer(await api.newTenant({ 'limits.failed_sign_ins_per_account': '2' }));
    expect(await statusesOf(3, () => login(customer, 'wrong password', '127.0.0.1'))).toEqual([401, 401, 429]);
    expect((await changePassword(customer, password)).status).toBe(204);
  });
});

test('A sign-in of an account with very many sessions reads few rows', async () => {
  const customer = await api.newCustomer(await api.newTenant());
  await api.sql(
    `INSERT INTO sessions (tenant_id, id, user_id, address, expires_at, updated_at)
     SELECT tenant_id, gen_random_uuid(), id, '192.0.2.1', now() + interval '1 day', now()
       FROM users, generate_series(1, 1000) WHERE tenant_id = $1 AND email = $2`,
    [customer.tenantId, customer.email],
  );
  const read = vi.spyOn(StatementBatch.prototype, 'handleDataRow');
  onTestFinished(() => read.mockRestore());
  expect((await login(customer, password, '192.0.2.1')).status).toBe(200);
  expect(read.mock.calls.length).toBeGreaterThan(0);
  expect(read.mock.calls.length).toBeLessThan(100);
});
