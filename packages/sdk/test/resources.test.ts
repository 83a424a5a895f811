import { useFlakyProxy } from '@doorstep/testing/flaky-proxy';
import { useOwnApi } from '@doorstep/testing/harness';
import { png } from '@doorstep/testing/images';
import { mailedToken } from '@doorstep/testing/mailbox';
import { afterAll, describe, expect, test } from 'vitest';
import { DoorstepClient } from '../src/doorstep-client.ts';
import type { Address } from '../src/generated/operations.ts';
import { isIdempotent, notAsked, type Operation, operations, useAskedOperations } from './asked-operations.ts';
import { address, collect, newCustomer, newEmail, password } from './customers.ts';

const api = useOwnApi();
const flakyProxy = useFlakyProxy(api);

const customer = (options = {}) => newCustomer(api, { baseUrl: flakyProxy.url, ...options });
const unknownId = '11111111-1111-4111-8111-111111111111';

const asked = useAskedOperations(flakyProxy);

describe('Accounts', () => {
  test('can be registered and confirmed, and can change e-mail and password', async () => {
    const { client, email, tenantId } = await customer();
    await client.auth.resendVerification();
    await client.auth.verifyEmail(await mailedToken(api, email, 'Confirm your e-mail'));
    expect(await client.profile.get()).toMatchObject({ email_verified: true });
    const new_email = newEmail();
    await client.auth.changeEmail({ new_email, current_password: password });
    await client.auth.verifyEmail(await mailedToken(api, new_email, 'Confirm your new e-mail'));
    expect(await client.profile.get()).toMatchObject({ email: new_email });
    await client.auth.undoEmailChange(await mailedToken(api, email, 'Your e-mail'));
    await client.auth.requestPasswordReset(email);
    const token = await mailedToken(api, email, 'Reset your password');
    await client.auth.confirmPasswordReset({ token, new_password: `${password} 2` });
    const again = new DoorstepClient({ baseUrl: flakyProxy.url, tenantId });
    expect(await again.auth.login({ email, password: `${password} 2` })).toMatchObject({ email });
    await again.auth.changePassword({ current_password: `${password} 2`, new_password: password });
    await again.auth.logout();
    await expect(again.auth.login({ email, password: 'no' })).rejects.toMatchObject({ code: 'invalid_credentials' });
  });

  test('have sessions that can be listed and ended', async () => {
    const { client, email, tenantId } = await customer();
    const elsewhere = new DoorstepClient({ baseUrl: flakyProxy.url, tenantId });
    await elsewhere.auth.login({ email, password });
    const sessions = await client.sessions.list();
    expect(sessions.map(({ current }) => current).sort()).toEqual([false, true]);
    await client.sessions.revoke(sessions.find(({ current }) => !current)?.id ?? '');
    await expect(elsewhere.profile.get()).rejects.toMatchObject({ status: 401 });
  });

  test('can be exported and erased', async () => {
    const { client, email } = await customer();
    const archive = await client.privacy.export();
    expect([archive.type, await archive.slice(0, 2).text()]).toEqual(['application/zip', 'PK']);
    expect(Date.parse((await client.privacy.requestErasure({ password })).erase_at)).toBeGreaterThan(Date.now());
    await client.auth.login({ email, password });
    expect(await client.privacy.getErasure()).toEqual({ erase_at: expect.any(String) });
    await client.privacy.cancelErasure();
    expect(await client.privacy.getErasure()).toEqual({ erase_at: null });
    await expect(client.privacy.cancelErasure()).rejects.toMatchObject({ status: 404 });
  });
});

describe('Addresses', () => {
  test('can be added, read, changed, replaced, deleted and restored', async () => {
    const { client } = await customer();
    const created = await client.addresses.create(address);
    expect(await client.addresses.get(created.id)).toEqual(created);
    expect(await client.addresses.update(created, { label: 'Home' })).toMatchObject({ label: 'Home', version: 2 });
    expect(await client.addresses.replace(created.id, { ...address, company: 'Ada & Co' })).toMatchObject({
      label: '',
      company: 'Ada & Co',
    });
    await client.addresses.delete(created.id);
    expect((await client.addresses.list({ deleted: true })).results).toHaveLength(1);
    expect(await client.addresses.restore(created.id)).toMatchObject({ id: created.id, deleted_at: null });
  });

  test('can be sent back as they were read', async () => {
    const { client } = await customer();
    const created = await client.addresses.create({ ...address, proof_image: await png() });
    expect(await client.addresses.replace(created, created)).toMatchObject({ ...address, proof_status: 'pending' });
  });

  test('are listed page by page on demand', async () => {
    const { client } = await customer();
    for (let index = 0; index < 5; index++) await client.addresses.create({ ...address, line1: `${index}` });
    const all = await collect(client.addresses.listAll({ limit: 2 }));
    expect(all.map(({ line1 }) => line1)).toEqual(['4', '3', '2', '1', '0']);
    const pages = () => flakyProxy.requests.filter(({ path }) => path.startsWith('/api/customer/addresses/?')).length;
    expect(pages()).toBe(3);
    for await (const { line1 } of client.addresses.listAll({ limit: 2, search: 'lovelace' })) {
      if (line1 === '3') break;
    }
    expect(pages()).toBe(4);
    expect(await collect(client.addresses.listAll({ country: 'DE' }))).toEqual([]);
  });

  test('with a stale version are neither changed nor deleted', async () => {
    const { client } = await customer();
    const read = await client.addresses.create(address);
    await client.addresses.update(read.id, { label: 'Home' });
    const stale = { status: 412, code: 'precondition_failed' };
    await expect(client.addresses.update(read, { label: 'Work' })).rejects.toMatchObject(stale);
    await expect(client.addresses.replace(read, address)).rejects.toMatchObject(stale);
    await expect(client.addresses.delete(read)).rejects.toMatchObject(stale);
    expect(await client.addresses.get(read.id)).toMatchObject({ label: 'Home' });
  });

  test('get all concurrent changes, each based on the latest version', async () => {
    const { client } = await customer();
    const { id } = await client.addresses.create({ ...address, label: '' });
    const append = () => client.addresses.updateWithRetry(id, ({ label }: Address) => ({ label: `${label}x` }));
    await Promise.all([append(), append(), append()]);
    expect(await client.addresses.get(id)).toMatchObject({ label: 'xxx', version: 4 });
    const stop = client.addresses.updateWithRetry(id, () => {
      throw new Error('Changed my mind');
    });
    await expect(stop).rejects.toThrow('Changed my mind');
  });

  test('of others are not found, for any format of the id', async () => {
    const { client } = await customer();
    for (const id of [unknownId, '../profile', 'a/b?c', '%2e%2e', '']) {
      await expect(client.addresses.get(id), id).rejects.toMatchObject({ status: expect.toBeOneOf([400, 404, 405]) });
    }
  });

  test('have rules by country in the requested language', async () => {
    const { client } = await customer();
    const german = await client.addressRules.list({ language: 'de' });
    expect(german.find(({ country }) => country === 'GB')?.name).toBe('Vereinigtes Königreich');
    expect(await client.addressRules.get('GB')).toMatchObject({ country: 'GB' });
  });
});

describe('The profile', () => {
  test('can be changed, optionally based on a version', async () => {
    const { client } = await customer();
    const read = await client.profile.get();
    await client.profile.update({ full_name: 'Ada' }, { ifMatch: read });
    await expect(client.profile.update({ full_name: 'Eve' }, { ifMatch: read })).rejects.toMatchObject({ status: 412 });
    const append = () => client.profile.updateWithRetry(async ({ full_name }) => ({ full_name: `${full_name}!` }));
    await Promise.all([append(), append()]);
    expect(await client.profile.get()).toMatchObject({ full_name: 'Ada!!' });
  });

  test('has a history', async () => {
    const { client } = await customer();
    await client.profile.update({ full_name: 'Ada' });
    const page = await client.activity.list({ limit: 1 });
    expect(page.results).toHaveLength(1);
    expect((await collect(client.activity.listAll({ limit: 1 }))).length).toBeGreaterThan(1);
  });
});

describe('Staff', () => {
  test('read proofs and decide about them', async () => {
    const { client, tenantId } = await customer();
    const staff = await customer({ tenantId });
    await expect(staff.client.staff.listAddressProofs()).rejects.toMatchObject({ code: 'permission_denied' });
    await api.sql("UPDATE users SET role = 'reviewer' WHERE email = $1", [staff.email]);
    for (const line1 of ['One', 'Two']) {
      await client.addresses.create({ ...address, line1, proof_image: await png() });
      await api.advance(1);
    }
    const [first, second] = await collect(staff.client.staff.listAllAddressProofs({ status: 'pending', limit: 1 }));
    const proof = await staff.client.staff.getAddressProof(first?.address_id ?? '');
    expect((await staff.client.media.get(proof.proof_image ?? '', { size: 'thumb' })).type).toBe('image/webp');
    await client.addresses.update(proof.address_id, { line1: 'Moved' });
    await expect(staff.client.staff.approveAddressProof(proof)).rejects.toMatchObject({ status: 412 });
    await staff.client.staff.approveAddressProof(proof.address_id);
    await staff.client.staff.rejectAddressProof(second ?? '', { reason: 'too_old', note: 'Of last year.' });
    const decided = await collect(client.addresses.listAll());
    expect(decided.map(({ line1, proof_status }) => [line1, proof_status])).toEqual([
      ['Two', 'rejected'],
      ['Moved', 'approved'],
    ]);
  });
});

test('A tenant has public data for apps', async () => {
  const { client, tenantId } = await customer();
  expect(await client.getTenant()).toMatchObject({ id: tenantId, address_checking: 'strict' });
});

test('An invitation needs the token of its mail', async () => {
  const { client } = await customer();
  const accepting = client.auth.acceptInvitation({ token: 'x'.repeat(43), new_password: 'another long secret' });
  await expect(accepting).rejects.toMatchObject({ code: 'token_invalid' });
});

test('An invalid link causes no request', async () => {
  const { client } = await customer();
  const refused = expect.objectContaining({ code: 'invalid_argument' });
  await expect(client.media.get('https://elsewhere.example.com/x')).rejects.toEqual(refused);
  expect(() => client.media.url('https://elsewhere.example.com/x')).toThrow(refused);
});

// Operations without a method: those for operators, the headers of a file, and exports, which are read as a stream.
const leftOut = [
  'docs_get',
  'export_ndjson',
  'export_ndjson_head',
  'export_zip',
  'export_zip_head',
  'health_live',
  'health_ready',
  'jwks_get',
  'media_head',
  'openapi_get',
  'webhookKeys_get',
];

// Staff review proofs with this client. For all else of a tenant, its systems have `DoorstepAdmin`.
const hasMethod = ({ operationId, ...operation }: Operation): boolean =>
  operationId !== 'account_refresh' &&
  (operation['x-required-permission'] === undefined || operationId.startsWith('addressProof_'));

afterAll(() => {
  expect(notAsked(asked, operations.filter(hasMethod)), 'every operation has been called').toEqual(leftOut);
  for (const { operation, headers } of asked) {
    const { operationId: id, security } = operation;
    const keyed = isIdempotent(operation);
    expect([id, 'idempotency-key' in headers], 'a key where the document takes one').toEqual([id, keyed]);
    const authenticated = security.some((scheme) => 'token' in scheme);
    expect([id, 'authorization' in headers], 'a token where the document takes one').toEqual([id, authenticated]);
  }
});
