import { randomUUID } from 'node:crypto';
import { mailsOf } from '@doorstep/testing/mailbox';
import { Webhook } from 'standardwebhooks';
import { beforeAll, describe, expect, test } from 'vitest';
import { eraseDueAccounts } from '../src/privacy/erase-accounts.ts';
import { dueWebhooks } from '../src/webhooks/delivery-queue.ts';
import { newKey } from './acceptance/exported.ts';
import { useApi } from './harness.ts';
import { addAddress, newShopAt, type Shop } from './shop.ts';
import { openReceiver, type Receiver } from './webhook-receiver.ts';

// On its own database, because its deliveries are those of all tenants.
const api = useApi({}, { ownDatabase: true });
beforeAll(() => {
  api.dependencies.sealing.start();
  api.dependencies.deliveries.start();
});

// biome-ignore lint/suspicious/noExplicitAny: as the body of an answer
type Body = any;
const path = '/api/tenant/webhooks/';

const newShop = (permissions?: readonly string[]) => newShopAt(api, permissions);

const newWebhook = async ({ erp }: Shop, json: object): Promise<Body> => {
  const { status, body } = await erp.post(path, { json });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
};

const deliveriesOf = async ({ erp }: Shop, id: string, query = ''): Promise<Body[]> =>
  (await erp.get(`${path}${id}/deliveries/${query}`)).body.results;

const stateOf = async ({ erp }: Shop, id: string): Promise<Body> => (await erp.get(`${path}${id}/`)).body;

/** Asks for no further attempt before the test lets it come. */
const later = { 'Retry-After': '3600' };

/** Lets the next attempts of a webhook come at once. */
const skipWaiting = async (id: string): Promise<void> => {
  await api.sql('UPDATE webhooks SET paused_until = NULL WHERE id = $1', [id]);
  await api.sql('UPDATE deliveries SET next_attempt_at = now() WHERE webhook_id = $1', [id]);
  api.dependencies.deliveries.wake();
};

describe('A webhook', () => {
  test('gets the events of its types, signed, with the object', async () => {
    const [shop, receiver] = [await newShop(), await openReceiver()];
    const { secret } = await newWebhook(shop, { url: receiver.url, types: ['address.created'] });
    await shop.customer.patch('/api/customer/profile/', { json: { full_name: 'Ada' } });
    const { id } = await addAddress(shop.customer);
    await receiver.arrived(1);
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.received;
    const event: Body = new Webhook(secret).verify(body, headers as Record<string, string>);
    expect(event).toMatchObject({ type: 'address.created', object: { id }, data: { id, line1: 'Main 1' } });
    expect(headers['webhook-id']).toBe(event.id);
    expect(headers['content-type']).toBe('application/json');
    const listed = (await shop.erp.get(`/api/events/?type=address.created`)).body.results;
    expect(listed).toEqual([event]);
  });

  test('without types gets all events, and those before its creation not', async () => {
    const [shop, receiver] = [await newShop(), await openReceiver()];
    await addAddress(shop.customer);
    await newWebhook(shop, { url: receiver.url });
    await addAddress(shop.customer, 'Main 2');
    await receiver.arrived(1);
    expect(receiver.events().filter(({ type }) => type === 'address.created')).toHaveLength(1);
    expect(receiver.events().map(({ type }) => type)).not.toContain('key.created');
  });

  test('with the thin payload gets no data', async () => {
    const [shop, receiver] = [await newShop(), await openReceiver()];
    await newWebhook(shop, { url: receiver.url, types: ['address.created'], payload: 'thin' });
    const { id } = await addAddress(shop.customer);
    await receiver.arrived(1);
    expect(receiver.events()[0]).toMatchObject({ object: { id } });
    expect(receiver.events()[0]).not.toHaveProperty('data');
    expect(receiver.received[0]?.body).not.toContain('Main 1');
  });

  test('gets a failed delivery again, with the same id, until it succeeds', async () => {
    const [shop, receiver] = [await newShop(), await openReceiver()];
    const { id } = await newWebhook(shop, { url: receiver.url, types: ['address.created'] });
    receiver.answer((response) => response.writeHead(500, later).end('no database'));
    await addAddress(shop.customer);
    await receiver.arrived(1);
    await expect.poll(async () => (await deliveriesOf(shop, id))[0]?.attempts.length).toBe(1);
    const [pending] = await deliveriesOf(shop, id);
    expect(pending).toMatchObject({
      state: 'pending',
      attempts: [{ status: 500, failure: null, answer: 'no database' }],
    });
    expect(Date.parse(pending.next_attempt_at)).toBeGreaterThan(Date.parse(pending.attempts[0].at));
    receiver.answer((response) => response.writeHead(200).end('ok'));
    await skipWaiting(id);
    await receiver.arrived(2);
    await expect.poll(async () => (await deliveriesOf(shop, id))[0]?.state).toBe('delivered');
    expect(receiver.received[0]?.headers['webhook-id']).toBe(receiver.received[1]?.headers['webhook-id']);
    expect(await stateOf(shop, id)).toMatchObject({ failing_since: null, status: 'enabled' });
  });

  test('that is ordered gets no event before the one that fails', async () => {
    const [shop, receiver] = [await newShop(), await openReceiver()];
    const { id } = await newWebhook(shop, { url: receiver.url, types: ['address.created'], ordered: true });
    receiver.answer((response) => response.writeHead(503, later).end());
    for (const line of ['1', '2', '3']) await addAddress(shop.customer, line);
    await receiver.arrived(1);
    receiver.answer((response) => response.writeHead(204).end());
    await expect.poll(async () => (await deliveriesOf(shop, id)).at(-1)?.attempts.length).toBe(1);
    await skipWaiting(id);
    await receiver.arrived(4);
    const lines = receiver.events().map(({ data }) => data.line1);
    expect(lines).toEqual(['1', '1', '2', '3']);
  });

  test('gets no more events once its receiver answers 410, and its owner gets a mail', async () => {
    const [shop, receiver] = [await newShop(), await openReceiver()];
    await api.sql('UPDATE users SET email_verified_at = now() WHERE id = $1', [shop.owner.userId]);
    const { id } = await newWebhook(shop, { url: receiver.url, types: ['address.created'] });
    receiver.answer((response) => response.writeHead(410).end());
    await addAddress(shop.customer);
    await expect.poll(async () => (await stateOf(shop, id)).status).toBe('disabled');
    expect(await stateOf(shop, id)).toMatchObject({ disabled_reason: 'gone' });
    await expect.poll(async () => (await mailsOf(api, shop.owner.email)).join()).toContain('/events');
    expect((await mailsOf(api, shop.owner.email)).join()).not.toContain('token=secret');
    await addAddress(shop.customer, 'Main 2');
    receiver.answer((response) => response.writeHead(204).end());
    expect((await shop.erp.post(`${path}${id}/enable/`)).body).toMatchObject({
      status: 'enabled',
      disabled_reason: null,
    });
    await receiver.arrived(3);
    expect(receiver.events().map(({ data }) => data.line1)).toEqual(['Main 1', 'Main 1', 'Main 2']);
  });

  test('that has failed for five days is disabled, after a mail in the first hours', async () => {
    const [shop, receiver] = [await newShop(), await openReceiver()];
    await api.sql('UPDATE users SET email_verified_at = now() WHERE id = $1', [shop.owner.userId]);
    const { id } = await newWebhook(shop, { url: receiver.url, types: ['address.created'] });
    receiver.answer((response) => response.writeHead(500, later).end());
    await addAddress(shop.customer);
    await expect.poll(async () => (await stateOf(shop, id)).failing_since).not.toBeNull();
    const failingSince = (hours: number) =>
      api.sql(`UPDATE webhooks SET failing_since = now() - interval '1 hour' * $2::int WHERE id = $1`, [id, hours]);
    await failingSince(2);
    await skipWaiting(id);
    await expect.poll(async () => (await mailsOf(api, shop.owner.email)).join()).toContain('fails');
    expect(await stateOf(shop, id)).toMatchObject({ status: 'enabled' });
    await failingSince(121);
    await skipWaiting(id);
    await expect.poll(async () => (await stateOf(shop, id)).disabled_reason).toBe('failing');
  });

  test('can be tested, which sends an event to it alone', async () => {
    const shop = await newShop();
    const [tested, other] = [await openReceiver(), await openReceiver()];
    const { id } = await newWebhook(shop, { url: tested.url, types: ['proof.approved'] });
    await newWebhook(shop, { url: other.url });
    expect((await shop.erp.post(`${path}${id}/test/`)).status).toBe(202);
    await tested.arrived(1);
    expect(tested.events()).toMatchObject([{ type: 'webhook.test', object: { type: 'webhook', id }, data: { id } }]);
    await addAddress(shop.customer);
    await other.arrived(1);
    expect(other.events().map(({ type }) => type)).not.toContain('webhook.test');
  });

  test('gets events again from a place on, or one of them', async () => {
    const [shop, receiver] = [await newShop(), await openReceiver()];
    await addAddress(shop.customer, 'Before');
    const { id } = await newWebhook(shop, { url: receiver.url, types: ['address.created'] });
    await addAddress(shop.customer, 'After');
    await receiver.arrived(1);
    expect((await shop.erp.post(`${path}${id}/replay/`, { json: { from_sequence: 1 } })).status).toBe(202);
    await receiver.arrived(3);
    expect(receiver.events().map(({ data }) => data.line1)).toEqual(['After', 'Before', 'After']);
    const { id: event_id } = receiver.events()[1];
    await shop.erp.post(`${path}${id}/replay/`, { json: { event_id } });
    await receiver.arrived(4);
    expect(receiver.events()[3]).toMatchObject({ id: event_id });
    const [delivery] = await deliveriesOf(shop, id);
    await shop.erp.post(`${path}${id}/deliveries/${delivery.id}/retry/`);
    await receiver.arrived(5);
    expect(receiver.events()[4]).toMatchObject({ id: delivery.event_id });
  });

  test('signs with both secrets after a rotation, until the overlap ends', async () => {
    const [shop, receiver] = [await newShop(), await openReceiver()];
    const first = await newWebhook(shop, { url: receiver.url, types: ['address.created'] });
    const second = (await shop.erp.post(`${path}${first.id}/rotate-secret/`, { json: { overlap_seconds: 3600 } })).body;
    expect(second.secret).not.toBe(first.secret);
    await addAddress(shop.customer);
    await receiver.arrived(1);
    const verify = ({ secret }: Body, { headers, body }: Receiver['received'][number]) =>
      new Webhook(secret).verify(body, headers as Record<string, string>);
    const [both] = receiver.received;
    if (both) for (const rotated of [first, second]) expect(verify(rotated, both)).toBeTruthy();
    await shop.erp.post(`${path}${first.id}/rotate-secret/`, { json: { overlap_seconds: 0 } });
    await addAddress(shop.customer, 'Main 2');
    await receiver.arrived(2);
    const [, last] = receiver.received;
    if (last) expect(() => verify(second, last)).toThrow('No matching signature');
  });

  test('has no answer of its receiver about a customer who was erased', async () => {
    const [shop, receiver] = [await newShop(), await openReceiver()];
    receiver.answer((response, { body }) => response.writeHead(200).end(body));
    const { id } = await newWebhook(shop, { url: receiver.url, types: ['customer.updated', 'customer.erased'] });
    await shop.customer.patch('/api/customer/profile/', { json: { full_name: 'Ada Erased' } });
    await expect.poll(async () => (await deliveriesOf(shop, id))[0]?.attempts[0]?.answer).toContain('Ada Erased');
    await api.setTenant(shop.tenantId, 'erasure_days', '0');
    await shop.erp.delete(`/api/customers/${shop.customer.userId}/`);
    await eraseDueAccounts(api.dependencies);
    await receiver.arrived(2);
    expect(receiver.events()[1]).toMatchObject({
      type: 'customer.erased',
      customer_id: shop.customer.userId,
      data: null,
    });
    expect(JSON.stringify(await deliveriesOf(shop, id))).not.toContain('Ada Erased');
    expect(await api.sql(`SELECT FROM delivery_attempts WHERE answer LIKE '%Ada Erased%'`)).toEqual([]);
  });

  test('gets its events while other receivers do not answer', async () => {
    const shop = await newShop();
    const [silent, good] = [await Promise.all([1, 2, 3, 4, 5].map(openReceiver)), await openReceiver()];
    for (const receiver of silent) receiver.answer(() => {});
    for (const { url } of [...silent, good]) await newWebhook(shop, { url, types: ['address.created'] });
    await addAddress(shop.customer, '1');
    for (const receiver of silent) await receiver.arrived(1);
    for (const line of ['2', '3']) await addAddress(shop.customer, line);
    await good.arrived(3);
    expect(
      good
        .events()
        .map(({ data }) => data.line1)
        .sort(),
    ).toEqual(['1', '2', '3']);
  });

  test('of a tenant that is suspended waits, and gets everything once the tenant is active again', async () => {
    const [shop, receiver] = [await newShop(), await openReceiver()];
    const { id } = await newWebhook(shop, { url: receiver.url, types: ['address.created'] });
    receiver.answer((response) => response.writeHead(500, later).end());
    await addAddress(shop.customer);
    await receiver.arrived(1);
    await expect.poll(async () => (await deliveriesOf(shop, id))[0]?.attempts.length).toBe(1);
    await api.setTenant(shop.tenantId, 'status', 'inactive');
    receiver.answer((response) => response.writeHead(204).end());
    await skipWaiting(id);
    const due = await dueWebhooks(api.dependencies.database, []);
    expect(due.map((webhook) => webhook.id)).not.toContain(id);
    expect(receiver.received).toHaveLength(1);
    await api.setTenant(shop.tenantId, 'status', 'active');
    await skipWaiting(id);
    await receiver.arrived(2);
  });

  test('can be changed and deleted, with its version', async () => {
    const shop = await newShop();
    const { id, version } = await newWebhook(shop, { url: 'https://shop.example.com/', description: 'ERP' });
    const headers = { 'If-Match': (await shop.erp.get(`${path}${id}/`)).headers.get('etag') ?? '' };
    const changed = await shop.erp.patch(`${path}${id}/`, {
      json: { types: ['address.created'], ordered: true },
      headers,
    });
    expect(changed.body).toMatchObject({
      types: ['address.created'],
      ordered: true,
      description: 'ERP',
      version: version + 1,
    });
    expect((await shop.erp.patch(`${path}${id}/`, { json: { ordered: false }, headers })).status).toBe(412);
    // The place moves with the events of these changes.
    const scheduled = { scheduled_to: expect.any(Number) };
    expect((await shop.erp.get(path)).body.results).toEqual([{ ...changed.body, ...scheduled }]);
    expect((await shop.erp.delete(`${path}${id}/`)).status).toBe(204);
    expect((await shop.erp.get(`${path}${id}/`)).status).toBe(404);
  });

  test.each([
    ['ftp://shop.example.com', 'not_https'],
    ['http://shop.example.com', 'not_https'],
    ['https://shop.example.com:8443', 'port_not_allowed'],
    ['https://user:pass@shop.example.com', 'credentials_in_url'],
    ['https://127.0.0.1', 'address_not_allowed'],
    ['https://169.254.169.254/latest', 'address_not_allowed'],
    ['https://[fd00::1]', 'address_not_allowed'],
    ['shop', 'not_a_url'],
  ])('is refused with the URL %s', async (url, code) => {
    const { status, body } = await (await newShop()).erp.post(path, { json: { url } });
    expect([status, body.errors]).toEqual([400, [{ field: 'url', code, message: expect.any(String) }]]);
  });

  test('is refused with an unknown type, and beyond the twentieth', async () => {
    const shop = await newShop();
    const url = 'https://shop.example.com/';
    const unknown = await shop.erp.post(path, { json: { url, types: ['address.exploded'] } });
    expect([unknown.status, unknown.body.errors[0].field]).toEqual([400, 'types.0']);
    for (let count = 0; count < 20; count++) await newWebhook(shop, { url });
    const { status, body } = await shop.erp.post(path, { json: { url } });
    expect([status, body.code]).toEqual([409, 'webhook_limit_reached']);
  });

  test('sends no data that its creator may not read', async () => {
    const shop = await newShop(['webhooks:write', 'webhooks:read', 'addresses:read']);
    const json = { url: 'https://shop.example.com/', types: ['address.created'] };
    const { id } = await newWebhook(shop, json);
    const refused = await shop.erp.post(path, { json: { ...json, types: ['customer.created'] } });
    expect([refused.status, refused.body.required_permission]).toEqual([403, 'customers:read']);
    const widened = await shop.erp.patch(`${path}${id}/`, { json: { types: [] } });
    expect([widened.status, widened.body.code]).toEqual([403, 'permission_denied']);
    await newWebhook(shop, { ...json, types: [], payload: 'thin' });
    const other = await newKey(shop.owner, ['webhooks:write']);
    const moved = await other.client.patch(`${path}${id}/`, { json: { url: 'https://elsewhere.example.com/' } });
    expect([moved.status, moved.body.required_permission]).toEqual([403, 'addresses:read']);
    expect((await other.client.patch(`${path}${id}/`, { json: { description: 'x' } })).status).toBe(200);
  });

  test.each([{}, { from_sequence: 1, event_id: randomUUID() }])('refuses the replay of %j', async (json) => {
    const shop = await newShop();
    const { id } = await newWebhook(shop, { url: 'https://shop.example.com/' });
    expect((await shop.erp.post(`${path}${id}/replay/`, { json })).status).toBe(400);
  });

  test('refuses the replay of events that do not exist', async () => {
    const shop = await newShop();
    const { id } = await newWebhook(shop, { url: 'https://shop.example.com/' });
    for (const json of [{ from_sequence: 1_000_000 }, { event_id: randomUUID() }]) {
      const { status, body } = await shop.erp.post(`${path}${id}/replay/`, { json });
      expect([status, body.errors[0].code]).toEqual([400, 'event_unknown']);
    }
  });
});
