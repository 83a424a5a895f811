import { gzipSync } from 'node:zlib';
import { useApi } from '@doorstep/testing/acceptance-api';
import { createClient } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';
import type { AppRouter } from '@doorstep/trpc';
import { createTRPCClient, httpBatchLink, httpLink, TRPCClientError } from '@trpc/client';
import { describe, expect, test } from 'vitest';

const api = useApi();

describe('tRPC', () => {
  test('serves a typed client, alone and in batches', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const headers = { Authorization: `Bearer ${customer.accessToken}`, 'X-Tenant-ID': customer.tenantId };
    for (const link of [httpLink, httpBatchLink]) {
      const trpc = createTRPCClient<AppRouter>({ links: [link({ url: `${api.url}/trpc`, headers })] });
      const [profile, list] = await Promise.all([trpc.profile.get.query(), trpc.address.list.query({})]);
      expect(profile.email).toBe(customer.email);
      expect(list).toEqual({ results: [], next_cursor: null });
    }
  });

  test('sends errors with code, fields and request id', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
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

  test('accepts at most 20 calls in a batch, without uploads and idempotency keys', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
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

  test('treats any batch parameter as a batch', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const keyed = { json: { 0: {} }, headers: { 'Idempotency-Key': 'k' } };
    for (const query of ['batch=1&batch=1', 'batch', 'batch=0']) {
      expect((await customer.post(`/trpc/profile.update?${query}`, keyed)).status, query).toBe(400);
    }
    expect((await customer.get(`/trpc/${'profile.get%2C'.repeat(20)}profile.get?batch=1`)).status).toBe(400);
  });

  test('validates the input of each call in a batch by its own schema', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const inputs = { 0: { full_name: 'Ada' }, 1: 5 };
    const { status, body } = await customer.post('/trpc/profile.update,profile.update,profile.update?batch=1', {
      json: inputs,
    });
    expect(status).toBe(207);
    expect(body[0].result.data.full_name).toBe('Ada');
    expect(body.slice(1).map(({ error }: { error: { data: { code: string } } }) => error.data.code)).toEqual([
      'validation_failed',
      'validation_failed',
    ]);
    expect((await customer.get('/trpc/profile.get,account.logout?batch=1')).body.error.data.code).toBe(
      'malformed_request',
    );
  });

  test('accepts uploads with an expected version', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const { body: before } = await customer.get('/api/customer/profile/');
    const send = async (version: string) => {
      const upload = form(
        { field: 'profile_picture', bytes: await png() },
        { full_name: 'Ada', expected_version: version },
      );
      return customer.post('/trpc/profile.update', { form: upload });
    };
    expect((await send(String(before.version + 1))).status).toBe(412);
    expect((await send(String(before.version))).body.result.data).toMatchObject({ full_name: 'Ada' });
    expect((await send('one')).body.error.data.errors).toEqual([
      expect.objectContaining({ field: 'expected_version' }),
    ]);
  });

  test.each([
    ['a badly encoded path', '/trpc/%zz', 400],
    ['a batch of 21', `/trpc/${'profile.get%2C'.repeat(20)}profile.get?batch=1`, 400],
    ['an unknown procedure', '/trpc/nothing.here', 404],
    ['a property of every object', '/trpc/constructor', 404],
    ['a query without a token', '/trpc/profile.get?connectionParams=1', 401],
    ['input that is not JSON', '/trpc/tenant.get?input={', 400],
  ])('answers %s as JSON with the request id', async (_what, path, status) => {
    const answer = await fetch(api.url + path, {
      headers: { 'X-Tenant-ID': await api.sharedTenant(), 'X-Request-ID': 'mine', 'Trpc-Accept': 'application/jsonl' },
    });
    expect([answer.status, answer.headers.get('content-type')?.split(';', 1)[0]]).toEqual([status, 'application/json']);
    expect(await answer.json()).toMatchObject({ error: { data: { request_id: 'mine' } } });
  });

  test.each(['PUT', 'PATCH', 'DELETE'])('refuses %s and lists the allowed methods', async (method) => {
    const customer = await api.sharedCustomer();
    const json = method === 'DELETE' ? {} : { json: {} };
    for (const [path, allow] of [
      ['/trpc/profile.update', 'POST, OPTIONS'],
      ['/trpc/profile.get', 'GET, HEAD, OPTIONS'],
    ] as const) {
      const { status, headers, body } = await customer.send(method, path, json);
      expect([status, headers.get('allow'), body.error.data.code]).toEqual([405, allow, 'method_not_allowed']);
    }
  });
});

describe('A body over tRPC is validated as over REST:', () => {
  const json = (body: string | Uint8Array<ArrayBuffer>, type = 'application/json', headers = {}) => ({
    raw: { body, type },
    headers,
  });
  const notUtf8 = Buffer.concat([Buffer.from('{"full_name":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
  const zipped = gzipSync('{"full_name":"Ada"}');

  test.each([
    ['cut off', json('{'), 'malformed_request'],
    ['an array', json('[]'), 'malformed_request'],
    ['null', json('null'), 'malformed_request'],
    ['a number', json('5'), 'malformed_request'],
    ['a byte order mark', json('\uFEFF'), 'malformed_request'],
    ['not UTF-8', json(new Uint8Array(notUtf8)), 'malformed_request'],
    ['in Latin-1', json('{}', 'application/json; charset=iso-8859-1'), 'unsupported_media_type'],
    ['in UTF-16', json('{}', 'application/json; charset=utf-16'), 'unsupported_media_type'],
    ['text', json('x', 'text/plain'), 'unsupported_media_type'],
    ['too large', json(`{"x":"${'x'.repeat(150_000)}"}`), 'payload_too_large'],
    ['compressed', json(new Uint8Array(zipped), 'application/json', { 'Content-Encoding': 'gzip' }), undefined],
  ])('one that is %s', async (_what, send, code) => {
    const customer = await api.sharedCustomer();
    const rest = await customer.patch('/api/customer/profile/', send);
    const trpc = await customer.post('/trpc/profile.update', send);
    expect([trpc.status, trpc.body.error?.data.code]).toEqual([rest.status, code]);
    expect(rest.body.code).toBe(code);
    const batch = await customer.post('/trpc/profile.update?batch=1', send);
    if (code) expect([batch.status, batch.body[0].error.data.code]).toEqual([rest.status, code]);
  });

  test('after the caller', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const anonymous = createClient(api.url, { tenantId: customer.tenantId });
    await customer.post('/api/auth/logout/');
    for (const send of [json('x', 'text/plain'), json(`{"x":"${'x'.repeat(150_000)}"}`), json('{'), json('[]')]) {
      for (const client of [anonymous, customer]) {
        expect((await client.post('/trpc/profile.update', send)).status).toBe(401);
        expect((await client.post('/trpc/profile.update?batch=1', send)).status).toBe(401);
      }
    }
  });
});
