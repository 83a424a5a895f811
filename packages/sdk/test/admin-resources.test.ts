import { useFlakyProxy } from '@doorstep/testing/flaky-proxy';
import { useOwnApi } from '@doorstep/testing/harness';
import { png } from '@doorstep/testing/images';
import { mailedToken } from '@doorstep/testing/mailbox';
import { afterAll, describe, expect, test } from 'vitest';
import type { DoorstepAdmin } from '../src/admin/doorstep-admin.ts';
import { DoorstepClient } from '../src/doorstep-client.ts';
import type { Event, EventListType } from '../src/generated/operations.ts';
import { newAdmin } from './admin-clients.ts';
import { isForKeys, isIdempotent, notAsked, operations, useAskedOperations } from './asked-operations.ts';
import { address, collect, newCustomer, newEmail, password } from './customers.ts';

const api = useOwnApi();
const flakyProxy = useFlakyProxy(api);
const asked = useAskedOperations(flakyProxy);

const system = () => newAdmin(api, { baseUrl: flakyProxy.url });
const hookUrl = 'https://shop.example.com/doorstep';
const stale = { status: 412, code: 'precondition_failed' };

/** Waits for the first events of a type, because events are listed some time after their commit. */
const firstEvents = async (admin: DoorstepAdmin, type: EventListType, count: number): Promise<Event[]> => {
  const events: Event[] = [];
  for await (const event of admin.events.follow({ type })) {
    if (events.push(event) === count) break;
  }
  return events;
};

describe('Customers', () => {
  test('can be created with an invitation, and then choose a password', async () => {
    const { admin, tenantId } = await system();
    const email = newEmail();
    const created = await admin.customers.create({ email, full_name: 'Ada', send_invitation: true });
    expect(created).toMatchObject({ email, full_name: 'Ada', status: 'invited', external_id: null, version: 1 });
    await admin.customers.invite(created.id);
    const client = new DoorstepClient({ baseUrl: flakyProxy.url, tenantId });
    const token = await mailedToken(api, email, 'Your account at');
    await client.auth.acceptInvitation({ token, new_password: password });
    await client.auth.login({ email, password });
    expect(await admin.customers.get(created.id)).toMatchObject({ status: 'active' });
    await expect(admin.customers.invite(created.id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(admin.customers.create({ email })).rejects.toMatchObject({ code: 'email_taken' });
  });

  test.each(['1001', 'ERP/10 01?#%', '../x', '🏠'])('can be created or replaced by the external id %j', async (id) => {
    const { admin } = await system();
    const email = newEmail();
    const created = await admin.customers.upsert(id, { email, metadata: { tier: 'gold' } }).withResponse();
    expect(created).toMatchObject({ status: 201, data: { external_id: id, email, metadata: { tier: 'gold' } } });
    const replaced = await admin.customers.upsert(id, { email, full_name: 'Ada' }, { ifMatch: created.data });
    expect(replaced).toMatchObject({ id: created.data.id, full_name: 'Ada', metadata: {}, version: 2 });
    await expect(admin.customers.upsert(id, { email }, { ifMatch: created.data })).rejects.toMatchObject(stale);
    expect((await admin.customers.list({ external_id: id })).results).toEqual([replaced]);
  });

  test('are listed page by page on demand', async () => {
    const { admin } = await system();
    for (const full_name of ['One', 'Two', 'Three', 'Four', 'Five']) {
      await admin.customers.create({ email: newEmail(), full_name });
    }
    const all = await collect(admin.customers.listAll({ limit: 2 }));
    expect(all.map(({ full_name }) => full_name)).toEqual(['Five', 'Four', 'Three', 'Two', 'One']);
    expect(flakyProxy.requests.filter(({ path }) => path.startsWith('/api/customers/?'))).toHaveLength(3);
    expect(await collect(admin.customers.listAll({ search: 'thr' }))).toHaveLength(1);
    expect(await collect(admin.customers.listAll({ status: 'blocked' }))).toEqual([]);
  });

  test('can be changed, blocked, signed out and erased', async () => {
    const { admin, tenantId } = await system();
    const { client, email } = await newCustomer(api, { tenantId });
    const { user_id: id } = await client.profile.get();
    const changed = await admin.customers.update(id, { full_name: 'Ada', metadata: { tier: 'gold', since: '2026' } });
    expect(await admin.customers.update(changed, { metadata: { since: null } })).toMatchObject({
      full_name: 'Ada',
      metadata: { tier: 'gold' },
    });
    await admin.customers.signOut(id);
    await expect(client.profile.get()).rejects.toMatchObject({ code: 'token_invalid' });
    expect(await admin.customers.block(id, { reason: 'Chargebacks' })).toMatchObject({
      status: 'blocked',
      blocked: { reason: 'Chargebacks', until: null },
    });
    await expect(client.auth.login({ email, password })).rejects.toMatchObject({ code: 'account_blocked' });
    expect(await admin.customers.unblock(id)).toMatchObject({ status: 'active', blocked: null });
    const { erase_at } = await admin.customers.delete(id);
    expect(Date.parse(erase_at)).toBeGreaterThan(Date.now());
    expect(await admin.customers.get(id)).toMatchObject({ status: 'erasure_pending' });
  });

  test('with a stale version are neither changed, blocked nor erased', async () => {
    const { admin } = await system();
    const read = await admin.customers.create({ email: newEmail() });
    await admin.customers.update(read, { full_name: 'Ada' });
    await expect(admin.customers.update(read, { full_name: 'Eve' })).rejects.toMatchObject(stale);
    await expect(admin.customers.block(read, { reason: 'x' })).rejects.toMatchObject(stale);
    await expect(admin.customers.unblock(read)).rejects.toMatchObject(stale);
    await expect(admin.customers.delete(read)).rejects.toMatchObject(stale);
    expect(await admin.customers.get(read.id)).toMatchObject({ full_name: 'Ada', status: 'invited', version: 2 });
  });

  test('get all concurrent changes, each based on the latest version', async () => {
    const { admin } = await system();
    const { id } = await admin.customers.create({ email: newEmail() });
    const append = () => admin.customers.updateWithRetry(id, ({ full_name }) => ({ full_name: `${full_name}x` }));
    await Promise.all([append(), append(), append()]);
    expect(await admin.customers.get(id)).toMatchObject({ full_name: 'xxx', version: 4 });
  });
});

describe('On behalf of a customer', () => {
  test('a system adds an address with a proof, changes, deletes and restores it', async () => {
    const { admin, tenantId } = await system();
    const { client } = await newCustomer(api, { tenantId });
    const { user_id: id } = await client.profile.get();
    const addresses = admin.customers.addresses(id);
    const created = await addresses.create({ ...address, proof_image: await png() });
    expect(created).toMatchObject({ ...address, proof_status: 'pending', version: 1 });
    expect(await client.addresses.get(created.id)).toMatchObject({ id: created.id, version: 1 });
    expect(await addresses.get(created.id)).toMatchObject({ id: created.id });
    expect(await addresses.update(created, { label: 'Home' })).toMatchObject({ label: 'Home', version: 2 });
    await expect(addresses.update(created, { label: 'Work' })).rejects.toMatchObject(stale);
    expect(await addresses.updateWithRetry(created.id, ({ label }) => ({ label: `${label}!` }))).toMatchObject({
      label: 'Home!',
    });
    expect(await addresses.replace(created.id, { ...address, company: 'Ada & Co' })).toMatchObject({ label: '' });
    await addresses.delete(created.id);
    expect(await collect(addresses.listAll())).toEqual([]);
    expect(await addresses.restore(created.id)).toMatchObject({ id: created.id, deleted_at: null });
    expect(await collect(addresses.listAll())).toHaveLength(1);
  });

  test('a system stores metadata with an address, also beside a proof, which the customer does not see', async () => {
    const { admin, tenantId } = await system();
    const { client } = await newCustomer(api, { tenantId });
    const addresses = admin.customers.addresses((await client.profile.get()).user_id);
    const metadata = { tier: 'gold', route: '7' };
    const created = await addresses.create({ ...address, metadata, proof_image: await png() });
    expect(created).toMatchObject({ metadata, proof_status: 'pending' });
    expect((await addresses.update(created, { metadata: { tier: null } })).metadata).toEqual({ route: '7' });
    const [listed] = await collect(addresses.listAll());
    expect(listed?.metadata).toEqual({ route: '7' });
    expect(await client.addresses.get(created.id)).not.toHaveProperty('metadata');
    expect((await addresses.replace(created.id, address)).metadata).toEqual({});
  });

  test('a system changes the profile with its picture, and loads the picture', async () => {
    const { admin, tenantId } = await system();
    const { client } = await newCustomer(api, { tenantId });
    const { user_id: id } = await client.profile.get();
    const profile = admin.customers.profile(id);
    const changed = await profile.update({ full_name: 'Ada', profile_picture: await png() });
    expect(await profile.get()).toMatchObject({ full_name: 'Ada', user_id: id });
    expect((await admin.media.get(changed.profile_picture ?? '')).type).toBe('image/webp');
    expect((await fetch(admin.media.url(changed.profile_picture ?? '', 'thumb'))).status).toBe(200);
  });

  test('a system reads sessions, activity and all data, and ends a session', async () => {
    const { admin, tenantId } = await system();
    const { client } = await newCustomer(api, { tenantId });
    const { user_id: id } = await client.profile.get();
    await admin.customers.profile(id).update({ full_name: 'Ada' });
    const [change] = await collect(admin.customers.activity(id).listAll({ limit: 1 }));
    expect(change).toMatchObject({ by: 'key', key_name: 'ERP' });
    const archive = await admin.customers.export(id);
    expect([archive.type, await archive.slice(0, 2).text()]).toEqual(['application/zip', 'PK']);
    const [session] = await admin.customers.sessions(id).list();
    await admin.customers.sessions(id).revoke(session?.id ?? '');
    await expect(client.profile.get()).rejects.toMatchObject({ status: 401 });
  });

  test('no id makes a call reach another operation', async () => {
    const { admin } = await system();
    const { id } = await admin.customers.create({ email: newEmail() });
    const before = flakyProxy.requests.length;
    const refused = { code: 'invalid_argument' };
    for (const other of ['', '.', '..']) {
      await expect(admin.customers.addresses(id).delete(other)).rejects.toMatchObject(refused);
      await expect(admin.customers.addresses(other).list()).rejects.toMatchObject(refused);
      await expect(admin.customers.delete(other)).rejects.toMatchObject(refused);
      await expect(admin.customers.upsert(other, { email: newEmail() })).rejects.toMatchObject(refused);
      await expect(admin.keys.revoke(other)).rejects.toMatchObject(refused);
      await expect(admin.exports.end(other)).rejects.toMatchObject(refused);
      await expect(admin.webhooks.delete(other)).rejects.toMatchObject(refused);
      await expect(admin.webhooks.retryDelivery(id, other)).rejects.toMatchObject(refused);
    }
    expect(flakyProxy.requests).toHaveLength(before);
    for (const other of ['../..', '%2e%2e', `${id}/block`, 'a?b', 'a#b']) {
      await expect(admin.customers.addresses(id).delete(other)).rejects.toMatchObject({ code: 'not_found' });
      await expect(admin.customers.get(other)).rejects.toMatchObject({ code: 'not_found' });
    }
    expect(await admin.customers.get(id)).toMatchObject({ status: 'invited', version: 1 });
  });
});

test('Keys can be listed, changed and revoked, but not created', async () => {
  const { admin, tenantId } = await system();
  const other = await newAdmin(api, { tenantId });
  const [found, own] = await collect(admin.keys.listAll({ limit: 1 }));
  expect([found?.last_four, own?.status]).toEqual([other.apiKey.slice(-4), 'active']);
  const key = await admin.keys.get(found?.id ?? '');
  const changed = await admin.keys.update(key, { name: 'Support tool', permissions: ['customers:read'] });
  expect(changed).toMatchObject({ name: 'Support tool', permissions: ['customers:read'], version: key.version + 1 });
  await expect(admin.keys.revoke(key)).rejects.toMatchObject(stale);
  await expect(other.admin.customers.create({ email: newEmail() })).rejects.toMatchObject({
    code: 'permission_denied',
  });
  await admin.keys.revoke(changed);
  await expect(other.admin.customers.list()).rejects.toMatchObject({ status: 401, code: 'key_revoked' });
  expect(await admin.keys.get(key.id)).toMatchObject({ status: 'revoked' });
  expect(admin.keys).not.toHaveProperty('create');
});

test('Events can be listed, and followed from a place on until the signal aborts', async () => {
  const { admin } = await system();
  const { id: customerId } = await admin.customers.create({ email: newEmail() });
  const addresses = admin.customers.addresses(customerId);
  const added = [(await addresses.create({ ...address, line1: 'One' })).id];
  const ending = new AbortController();
  const seen: (string | undefined)[] = [];
  const following = async () => {
    for await (const event of admin.events.follow({ type: 'address.created' }, { signal: ending.signal })) {
      seen.push(event.object?.id);
      if (added.length === 1) added.push((await addresses.create({ ...address, line1: 'Two' })).id);
      else ending.abort();
    }
  };
  await expect(following()).rejects.toMatchObject({ code: 'aborted' });
  expect(seen).toEqual(added);
  const { results, next_after, sealed_to } = await admin.events.list({ type: 'address.created', limit: 100 });
  expect(results.map(({ object }) => object?.id)).toEqual(added);
  expect(next_after).toBe(sealed_to);
});

test('Webhooks can be created, changed, tested and deleted', async () => {
  const { admin } = await system();
  const created = await admin.webhooks.create({ url: hookUrl, types: ['address.created'] });
  expect(created).toMatchObject({ url: hookUrl, types: ['address.created'], status: 'enabled', version: 1 });
  const { secret, ...webhook } = created;
  expect(await admin.webhooks.get(created.id)).toEqual(webhook);
  const changed = await admin.webhooks.update(created, { description: 'Shop', ordered: true });
  expect(changed).toMatchObject({ types: ['address.created'], description: 'Shop', ordered: true, version: 2 });
  await expect(admin.webhooks.update(created, { description: '' })).rejects.toMatchObject(stale);
  await expect(admin.webhooks.rotateSecret(created)).rejects.toMatchObject(stale);
  const rotated = await admin.webhooks.rotateSecret(changed, { overlap_seconds: 60 });
  expect([rotated.secret, secret]).toEqual([expect.stringMatching(/^whsec_/), expect.stringMatching(/^whsec_/)]);
  expect(rotated.secret).not.toBe(secret);
  expect((await admin.webhooks.rotateSecret(created.id)).secret_expires_at).toMatch(/Z$/);
  await admin.webhooks.test(rotated);
  expect((await firstEvents(admin, 'webhook.test', 1))[0]?.object?.id).toBe(created.id);
  await expect(admin.webhooks.enable(created)).rejects.toMatchObject(stale);
  expect(await admin.webhooks.enable(created.id)).toMatchObject({ status: 'enabled' });
  const other = await admin.webhooks.create({ url: hookUrl });
  expect((await collect(admin.webhooks.listAll({ limit: 1 }))).map(({ id }) => id)).toEqual([other.id, created.id]);
  await expect(admin.webhooks.delete(created)).rejects.toMatchObject(stale);
  await admin.webhooks.delete(created.id);
  await admin.webhooks.delete(other);
  expect(await collect(admin.webhooks.listAll())).toEqual([]);
});

test('Webhooks send events again, and list their deliveries', async () => {
  const { admin } = await system();
  for (const full_name of ['One', 'Two']) await admin.customers.create({ email: newEmail(), full_name });
  const events = await firstEvents(admin, 'customer.created', 2);
  const webhook = await admin.webhooks.create({ url: hookUrl });
  for (const { id } of events) await admin.webhooks.replay(webhook, { event_id: id });
  const [second, first] = await collect(admin.webhooks.allDeliveries(webhook.id, { limit: 1, state: 'pending' }));
  expect([first?.event_id, second?.event_id]).toEqual(events.map(({ id }) => id));
  expect(first).toMatchObject({ event_type: 'customer.created', sequence: events[0]?.sequence, attempts: [] });
  await admin.webhooks.retryDelivery(webhook, first?.id ?? '');
  expect((await admin.webhooks.deliveries(webhook.id, { state: 'failed' })).results).toEqual([]);
  const from_sequence = events[0]?.sequence ?? 0;
  await admin.webhooks.replay(webhook.id, { from_sequence });
  expect(await admin.webhooks.get(webhook.id)).toMatchObject({ scheduled_to: from_sequence - 1 });
  await expect(admin.webhooks.replay(webhook, { event_id: webhook.id })).rejects.toMatchObject({
    code: 'validation_failed',
  });
});

test('Exports can be created, read by their link, listed and ended', async () => {
  const { admin } = await system();
  const { email } = await admin.customers.create({ email: newEmail() });
  const created = await admin.exports.create();
  // The server of the suite has another address than its PUBLIC_URL.
  const { pathname, search } = new URL(created.url);
  const lines = await (await fetch(`${api.url}${pathname}${search}`)).text();
  expect(lines.trim().split('\n')).toEqual([expect.stringContaining(email)]);
  const archive = await admin.exports.create({ format: 'zip' });
  expect((await collect(admin.exports.listAll({ limit: 1 }))).map(({ id }) => id)).toEqual([archive.id, created.id]);
  expect(await admin.exports.get(created.id)).toEqual(created);
  await admin.exports.end(created);
  await expect(admin.exports.get(created.id)).rejects.toMatchObject({ code: 'not_found' });
});

test('Imports can be sent as a whole or as a stream, and list the faults of their lines', async () => {
  const { admin } = await system();
  const records = [
    { email: newEmail() },
    { email: 'x' },
    { email: newEmail(), addresses: [{ ...address, line1: '' }] },
  ];
  const file = records.map((record) => JSON.stringify(record)).join('\n');
  const checked = await admin.imports.create(new Blob([file]), { mode: 'validate' });
  expect(await admin.imports.waitFor(checked.id)).toMatchObject({ mode: 'validate', state: 'finished', failed: 2 });
  expect((await admin.customers.list()).results).toEqual([]);
  const pieces = async function* () {
    for (const byte of new TextEncoder().encode(file)) yield new Uint8Array([byte]);
  };
  const { id } = await admin.imports.create(pieces());
  expect(await admin.imports.waitFor(id)).toMatchObject({ mode: 'upsert', state: 'finished', created: 1, failed: 2 });
  const faults = await collect(admin.imports.errors(id, { language: 'de' }));
  expect(faults).toEqual([
    { line: 2, field: 'email', code: 'email_invalid', message: expect.stringMatching(/./) },
    { line: 3, field: 'addresses.0.line1', code: 'required', message: 'Dieses Feld ist erforderlich.' },
  ]);
  expect((await collect(admin.imports.listAll({ limit: 1 }))).map((listed) => listed.id)).toEqual([id, checked.id]);
  await expect(admin.imports.cancel(id)).rejects.toMatchObject({ code: 'conflict' });
});

test('An import without faults lists none, and a wait for it can end before', async () => {
  const { admin } = await system();
  const { id } = await admin.imports.create(new Blob([JSON.stringify({ email: newEmail() })]));
  expect(await admin.imports.waitFor(id)).toMatchObject({ created: 1, failed: 0 });
  expect(await collect(admin.imports.errors(id))).toEqual([]);
  flakyProxy.failNext(`/api/imports/${id}/`, 'no answer', 'no answer');
  await expect(admin.imports.waitFor(id, { deadline: 100 })).rejects.toMatchObject({ code: 'timeout' });
  await expect(admin.imports.waitFor(id, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
});

test('A system reads proofs of address and decides about them', async () => {
  const { admin, tenantId } = await system();
  const { client } = await newCustomer(api, { tenantId });
  for (const line1 of ['One', 'Two']) await client.addresses.create({ ...address, line1, proof_image: await png() });
  const [first, second] = await collect(admin.staff.listAllAddressProofs({ status: 'pending', limit: 1 }));
  const proof = await admin.staff.getAddressProof(first?.address_id ?? '');
  expect((await admin.media.get((proof.proof_image ?? '').split('?')[0] ?? '')).type).toBe('image/webp');
  await admin.staff.approveAddressProof(proof);
  await admin.staff.rejectAddressProof(second ?? '', { reason: 'too_old' });
  const decided = (await collect(client.addresses.listAll())).map(({ proof_status }) => proof_status);
  expect(decided.sort()).toEqual(['approved', 'rejected']);
});

afterAll(() => {
  expect(notAsked(asked, operations.filter(isForKeys)), 'every operation for keys has been called').toEqual([]);
  for (const { operation, headers } of asked.filter(({ operation }) => isForKeys(operation))) {
    const { operationId: id } = operation;
    expect([id, headers.authorization]).toEqual([id, expect.stringMatching(/^Bearer dsk_/)]);
    expect([id, 'x-tenant-id' in headers], 'a key belongs to one tenant').toEqual([id, false]);
    expect([id, 'idempotency-key' in headers], 'a key where the document takes one').toEqual([
      id,
      isIdempotent(operation),
    ]);
  }
});
