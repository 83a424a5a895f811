import { createTRPCClient, httpBatchLink, httpLink, TRPCClientError } from '@trpc/client';
import { describe, expect, test } from 'vitest';
import type { AppRouter } from '../src/router.ts';
import { useApi } from './harness.ts';
import { form, png } from './images.ts';

const api = useApi();

describe('tRPC', () => {
  test('serves a typed client, alone and in batches', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const headers = { Authorization: `Bearer ${customer.accessToken}`, 'X-Tenant-ID': customer.tenantId };
    for (const link of [httpLink, httpBatchLink]) {
      const trpc = createTRPCClient<AppRouter>({ links: [link({ url: `${api.url}/trpc`, headers })] });
      const [profile, list] = await Promise.all([trpc.profile.get.query(), trpc.address.list.query({})]);
      expect(profile.email).toBe(customer.email);
      expect(list).toEqual({ results: [], next_cursor: null });
    }
  });

  test('errors carry code, fields and the id of the request', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const headers = {
      Authorization: `Bearer ${customer.accessToken}`,
      'X-Tenant-ID': customer.tenantId,
      'X-Request-ID': 'mine',
    };
    const trpc = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${api.url}/trpc`, headers })] });
    const failure = await trpc.address.create
      .mutate({ recipient_name: '', line1: 'B', country: 'XX' })
      .catch((error) => error);
    expect(failure).toBeInstanceOf(TRPCClientError);
    expect(failure.data).toMatchObject({ code: 'validation_failed', httpStatus: 400, request_id: 'mine' });
    expect(failure.data.errors.map(({ field }: { field: string }) => field)).toEqual(['recipient_name', 'country']);
  });

  test('takes at most 20 calls in a batch, and none with an upload or an idempotency key', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const batch = (calls: number) =>
      customer.get(`/trpc/${Array.from({ length: calls }, () => 'profile.get').join(',')}?batch=1&input={}`);
    expect((await batch(20)).status).toBe(200);
    expect((await batch(21)).status).toBe(400);
    const upload = form({ field: 'profile_picture', bytes: await png() });
    expect((await customer.post('/trpc/profile.update?batch=1', { form: upload })).status).toBe(400);
    const keyed = { json: { 0: {} }, headers: { 'Idempotency-Key': 'k' } };
    expect((await customer.post('/trpc/profile.update?batch=1', keyed)).status).toBe(400);
    expect((await customer.post('/trpc/tenant.get', { form: upload })).status).toBe(405);
    expect((await customer.post('/trpc/account.logout', { form: upload })).status).toBe(415);
  });

  test('refuses what is not there, and JSON it cannot read, with our codes', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const codeOf = async (answer: Promise<{ body: { error: { data: { code: string } } } }>) =>
      (await answer).body.error.data.code;
    expect(await codeOf(customer.get('/trpc/nothing.here'))).toBe('not_found');
    expect(await codeOf(customer.post('/trpc/profile.update', { raw: { body: '{', type: 'application/json' } }))).toBe(
      'malformed_request',
    );
    expect(await codeOf(customer.post('/trpc/profile.update', { raw: { body: 'x', type: 'text/plain' } }))).toBe(
      'unsupported_media_type',
    );
    expect(
      await codeOf(
        customer.post('/trpc/profile.update', { raw: { body: `"${'x'.repeat(200_000)}"`, type: 'application/json' } }),
      ),
    ).toBe('payload_too_large');
  });
});
