import { useApi } from '@doorstep/testing/acceptance-api';
import { createClient, type SignedInClient } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';
import { describe, expect, test } from 'vitest';

const api = useApi();
const activity = '/api/customer/activity/';
const list = '/api/customer/addresses/';
const address = {
  label: 'Holiday home',
  recipient_name: 'Ada Lovelace',
  line1: 'Secret Street 12',
  city: 'York',
  postal_code: 'YO1 7HH',
  country: 'GB',
  phone: '+442079460018',
  location: { latitude: 53.96, longitude: -1.08 },
  is_default_shipping: true,
};

const texts = { recipient_name: 'Ada', line1: 'Main 1', city: 'Berlin', postal_code: '10117', country: 'DE' };

type Change = { field: string; before: unknown; after: unknown };
type Entry = {
  id: string;
  at: string;
  action: string;
  entity_id: string | null;
  by: string;
  device: string | null;
  changes: Change[];
};

const newCustomer = async () => api.newCustomer(await api.sharedTenant());
const activityOf = async (customer: SignedInClient, query = ''): Promise<Entry[]> =>
  (await customer.get(activity + query)).body.results;
const changesOf = (entry: Entry | undefined) =>
  Object.fromEntries((entry?.changes ?? []).map(({ field, before, after }) => [field, [before, after]]));

describe('The activity of a customer', () => {
  test('shows each change with its time, actor and device, newest first', async () => {
    // The address becomes invalid in its country.
    const customer = await api.newCustomer(await api.newTenant({ address_checking: 'warn' }));
    const { body } = await customer.post(list, { json: address });
    await customer.patch(`${list}${body.id}/`, { json: { label: 'Work', country: 'DE', phone: null } });
    await customer.delete(`${list}${body.id}/`);
    const entries = await activityOf(customer);
    expect(entries.map(({ action }) => action)).toEqual([
      'address.deleted',
      'address.updated',
      'address.created',
      'session.opened',
      'user.registered',
    ]);
    for (const { by, device } of entries) expect([by, device]).toEqual(['self', 'test app']);
    const [deleted, updated, created] = entries;
    expect(updated).toEqual({
      id: expect.any(String),
      at: expect.stringMatching(/Z$/),
      action: 'address.updated',
      entity_id: body.id,
      by: 'self',
      key_name: null,
      device: 'test app',
      changes: [
        { field: 'phone', before: '+44…18', after: null },
        { field: 'label', before: 'Ho…', after: 'Wo…' },
        { field: 'country', before: 'GB', after: 'DE' },
      ],
    });
    expect(changesOf(created)).toEqual({
      label: [null, 'Ho…'],
      recipient_name: [null, 'Ad…'],
      line1: [null, 'Se…'],
      city: [null, 'Yo…'],
      postal_code: [null, 'YO…'],
      country: [null, 'GB'],
      phone: [null, '+44…18'],
      location: ['none', 'set'],
      is_default_shipping: [null, true],
    });
    expect(changesOf(deleted)).toEqual({
      is_default_shipping: [true, false],
      deleted_at: [null, expect.stringMatching(/Z$/)],
    });
  });

  test('shows masked values and no file', async () => {
    const customer = await newCustomer();
    await customer.post(list, { json: { ...address, city: 'Y', line1: 'ab', label: '', recipient_name: '🏠🏡' } });
    const picture = form({ field: 'profile_picture', bytes: await png() }, { full_name: 'Ada Lovelace' });
    await customer.patch('/api/customer/profile/', { form: picture });
    await customer.patch('/api/customer/profile/', { form: picture });
    await customer.patch('/api/customer/profile/', { json: { profile_picture: null } });
    const entries = await activityOf(customer);
    expect(entries.slice(0, 3).map(changesOf)).toEqual([
      { profile_picture: ['set', 'none'] },
      { profile_picture: ['set', 'set'] },
      { profile_picture: ['none', 'set'], full_name: ['', 'Ad…'] },
    ]);
    expect(changesOf(entries[3])).toMatchObject({
      city: [null, '…'],
      line1: [null, 'a…'],
      recipient_name: [null, '🏠…'],
    });
    expect(changesOf(entries.at(-1))).toMatchObject({ email: [null, 'c…@…'] });
    const text = JSON.stringify(entries);
    expect(text).not.toMatch(/Lovelace|@example|webp|53\.96|127\.0\.0\.1|YO1/);
  });

  test('shows views by staff and actions of the operator, without identities and devices', async () => {
    const tenantId = await api.sharedTenant();
    const staff = await api.newStaff(tenantId);
    const customer = await api.newCustomer(tenantId);
    const proof = form({ field: 'proof_image', bytes: await png() }, texts);
    const { body } = await customer.post(list, { form: proof });
    const link = body.proof_image.split('?', 1)[0];
    const desk = createClient(api.url, { tenantId, accessToken: staff.accessToken, agent: 'desk browser' });
    expect((await desk.get(link)).status).toBe(200);
    await api.setRole(tenantId, customer.email, 'reviewer');
    const [granted, viewed, submitted, created] = await activityOf(customer);
    expect(granted).toMatchObject({ action: 'user.role_set', by: 'system', device: null });
    expect(changesOf(granted)).toEqual({ role: ['customer', 'reviewer'] });
    expect(viewed).toMatchObject({ action: 'address.proof_viewed', entity_id: body.id, by: 'staff', device: null });
    expect(submitted).toMatchObject({ action: 'address.proof_submitted', entity_id: body.id, by: 'self' });
    expect(changesOf(created)).toMatchObject({ proof_image: ['none', 'set'], proof_status: [null, 'pending'] });
    expect(JSON.stringify([granted, viewed])).not.toMatch(new RegExp(`${staff.userId}|desk`));
  });

  test('shows the reason of a rejection, and its removal when the proof is replaced', async () => {
    const tenantId = await api.sharedTenant();
    const staff = await api.newStaff(tenantId);
    const customer = await api.newCustomer(tenantId);
    const proof = async () => form({ field: 'proof_image', bytes: await png() }, texts);
    const { body } = await customer.post(list, { form: await proof() });
    const json = { reason: 'too_old', note: 'The bill is of last year.' };
    await staff.post(`/api/staff/address-proofs/${body.id}/reject/`, { json });
    await customer.patch(`${list}${body.id}/`, { form: await proof() });
    const reason = 'too_old: The bill is of last year.';
    const [replaced, rejected] = await activityOf(customer);
    expect(rejected).toMatchObject({ action: 'address.proof_rejected', by: 'staff' });
    expect(changesOf(rejected)).toEqual({ proof_status: ['pending', 'rejected'], proof_reason: [null, reason] });
    expect(changesOf(replaced)).toMatchObject({ proof_status: ['rejected', 'pending'], proof_reason: [reason, null] });
    const overTrpc = (await customer.query('activity.list', {})).body.result.data.results;
    expect(overTrpc.slice(0, 2)).toEqual([replaced, rejected]);
  });

  test('shows one’s own events alone, to staff too', async () => {
    const tenantId = await api.sharedTenant();
    const staff = await api.newStaff(tenantId);
    const customer = await api.newCustomer(tenantId);
    await customer.post(list, { json: address });
    const entries = await activityOf(staff);
    expect(entries.map(({ action }) => action)).toEqual(['user.role_set', 'session.opened', 'user.registered']);
    expect(entries.map(({ by }) => by)).toEqual(['system', 'self', 'self']);
  });
});

describe('The pages of the activity', () => {
  test('show every event once, even if new events occur in between', async () => {
    const customer = await newCustomer();
    for (let i = 0; i < 5; i++) await customer.patch('/api/customer/profile/', { json: { full_name: `Ada ${i}` } });
    const all = (await activityOf(customer)).map(({ id }) => id);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await customer.get(`${activity}?limit=3${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      seen.push(...body.results.map(({ id }: Entry) => id));
      cursor = body.next_cursor;
      await customer.patch('/api/customer/profile/', { json: { full_name: 'Between' } });
    }
    expect(seen).toEqual(all);
  });

  test('refuse the cursor of another customer, that of another list, and a forged one', async () => {
    const [customer, other] = [await newCustomer(), await newCustomer()];
    for (const person of [customer, other]) {
      await person.post(list, { json: texts });
      await person.post(list, { json: texts });
    }
    const cursorOf = async (person: SignedInClient, path: string): Promise<string> =>
      (await person.get(`${path}?limit=1`)).body.next_cursor;
    const own = await cursorOf(customer, activity);
    const ask = async (path: string, cursor: string) => {
      const { status, body } = await customer.get(`${path}?cursor=${encodeURIComponent(cursor)}`);
      return [status, body.errors?.[0]?.code];
    };
    const refused = [400, 'cursor_invalid'];
    expect(await ask(activity, own)).toEqual([200, undefined]);
    expect(await ask(activity, await cursorOf(other, activity))).toEqual(refused);
    expect(await ask(activity, await cursorOf(customer, list))).toEqual(refused);
    expect(await ask(list, own)).toEqual(refused);
    expect(await ask(activity, `x${own}`)).toEqual(refused);
    expect((await customer.get(`${activity}?limit=101`)).status).toBe(400);
  });
});
