import { useApi } from '@doorstep/testing/acceptance-api';
import { createClient, type Send, type SignedInClient } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';
import { beforeAll, describe, expect, test } from 'vitest';

const api = useApi();
const list = '/api/customer/addresses/';
const profile = '/api/customer/profile/';
const address = { recipient_name: 'Ada', line1: 'Main 1', city: 'Berlin', postal_code: '10117', country: 'DE' };

const withKey = (key: string, send: Send): Send => ({ ...send, headers: { ...send.headers, 'Idempotency-Key': key } });
const isReplayed = ({ headers }: { headers: Headers }) => headers.get('idempotency-replayed') === 'true';
const newCustomer = async () => api.newCustomer(await api.sharedTenant());

describe('The same request', () => {
  test('is recognized on both transports, as a form or JSON, with or without the trailing slash', async () => {
    const customer = await newCustomer();
    const first = await customer.post(list, withKey('k', { json: address }));
    const { line1, ...rest } = address;
    const again = [
      await customer.post(list, withKey('k', { json: { line1: ` ${line1} `, ...rest, unknown: 1 } })),
      await customer.post(list.slice(0, -1), withKey('k', { json: address })),
      await customer.post(list, withKey('k', { form: form(null, address) })),
      await customer.post('/trpc/address.create', withKey('k', { json: address })),
    ];
    expect(again.map(isReplayed)).toEqual([true, true, true, true]);
    expect(again.map(({ body }) => (body.result?.data ?? body).id)).toEqual(Array(4).fill(first.body.id));
  });

  test('gets the first answer before If-Match is checked', async () => {
    const customer = await newCustomer();
    const { headers, body } = await customer.post(list, { json: address });
    const change = withKey('k', { json: { label: 'Home' }, headers: { 'If-Match': headers.get('etag') ?? '' } });
    const first = await customer.patch(`${list}${body.id}/`, change);
    expect([first.status, first.body.version]).toEqual([200, 2]);
    await customer.patch(`${list}${body.id}/`, { json: { label: 'Work' } });
    expect(await customer.patch(`${list}${body.id}/`, change)).toMatchObject({ status: 200, body: first.body });
    expect((await customer.patch(`${list}${body.id}/`, { ...change, headers: { 'If-Match': '"1.1"' } })).status).toBe(
      412,
    );
    const overTrpc = (version: number) =>
      customer.post(
        '/trpc/address.update',
        withKey('t', { json: { id: body.id, city: 'B', expected_version: version } }),
      );
    expect([(await overTrpc(3)).status, isReplayed(await overTrpc(3)), isReplayed(await overTrpc(4))]).toEqual([
      200,
      true,
      true,
    ]);
  });

  test('gets the first answer after the row was deleted', async () => {
    const customer = await newCustomer();
    const { body } = await customer.post(list, { json: address });
    const proof = form({ field: 'proof_image', bytes: await png() });
    const send = () => customer.patch(`${list}${body.id}/`, withKey('k', { form: proof }));
    const first = await send();
    await customer.delete(`${list}${body.id}/`, withKey('d', {}));
    expect((await send()).body).toEqual(first.body);
    expect(isReplayed(await customer.delete(`${list}${body.id}/`, withKey('d', {})))).toBe(true);
    expect((await customer.delete(`${list}${body.id}/`)).status).toBe(404);
  });

  test('of another customer is another request', async () => {
    const foreigner = await api.newCustomer(await api.newTenant());
    const people = [await newCustomer(), await newCustomer(), foreigner];
    const answers = [];
    for (const person of people) answers.push(await person.post(list, withKey('k', { json: address })));
    expect(answers.map(isReplayed)).toEqual([false, false, false]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(3);
  });
});

describe('Another request with a used key is refused for', () => {
  test('other fields, another operation, another row', async () => {
    const customer = await newCustomer();
    const { body } = await customer.post(list, withKey('k', { json: address }));
    const other = await customer.post(list, { json: address });
    await customer.patch(`${list}${body.id}/`, withKey('p', { json: { label: 'Home' } }));
    const refused = [
      await customer.post(list, withKey('k', { json: { ...address, city: 'Bonn' } })),
      await customer.put(`${list}${body.id}/`, withKey('k', { json: address })),
      await customer.patch(profile, withKey('k', { json: {} })),
      await customer.patch(`${list}${other.body.id}/`, withKey('p', { json: { label: 'Home' } })),
    ];
    expect(refused.map((answer) => [answer.status, answer.body.code])).toEqual(
      Array(4).fill([422, 'idempotency_key_reused']),
    );
    const trpc = await customer.post('/trpc/profile.update', withKey('k', { json: {} }));
    expect([trpc.status, trpc.body.error.data.code]).toEqual([422, 'idempotency_key_reused']);
    expect((await customer.get(list)).body.results).toHaveLength(2);
  });
});

describe('A key', () => {
  test('of a refused request can be used again', async () => {
    const customer = await newCustomer();
    const send = (json: object, headers = {}) => customer.patch(profile, withKey('k', { json, headers }));
    expect((await send({ phone: 'none' })).status).toBe(400);
    expect((await send({ full_name: 'Ada' }, { 'If-Match': '"99.1"' })).status).toBe(412);
    expect(await send({ full_name: 'Eve' })).toMatchObject({ status: 200, body: { full_name: 'Eve' } });
  });
});

describe('A malformed key', () => {
  let customer: SignedInClient;
  let stored: string;

  beforeAll(async () => {
    customer = await newCustomer();
    stored = `${list}${(await customer.post(list, { json: address })).body.id}/`;
  });

  test.each([
    ['that is empty', ''],
    ['of 256 characters', 'k'.repeat(256)],
    ['with a letter that is not ASCII', 'clé'],
    ['with a control character', 'a\tb'],
  ])('%s is refused after caller and row were checked', async (_what, key) => {
    const send = withKey(key, { json: { label: 'Home' } });
    const anonymous = createClient(api.url, { tenantId: customer.tenantId });
    expect((await anonymous.patch(stored, send)).status).toBe(401);
    expect((await (await api.sharedCustomer()).patch(stored, send)).status).toBe(404);
    const refused = await customer.patch(stored, send);
    expect([refused.status, refused.body.code]).toEqual([400, 'malformed_request']);
    expect((await customer.post('/trpc/profile.update', withKey(key, { json: {} }))).status).toBe(400);
    expect((await customer.get(profile, withKey(key, {}))).status).toBe(200);
  });
});
