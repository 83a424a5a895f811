import type { SignedInClient } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';
import { confirmEmail } from '@doorstep/testing/mailbox';
import { describe, expect, test } from 'vitest';
import { useApi } from './harness.ts';

const api = useApi();
const addresses = '/api/customer/addresses/';
const queue = '/api/staff/address-proofs/';
const fields = { recipient_name: 'Ada', line1: 'Main 1', city: 'Berlin', postal_code: '10117', country: 'DE' };

const newStaff = async (tenantId: string): Promise<SignedInClient> => {
  const staff = await api.newCustomer(tenantId);
  await api.setRole(tenantId, staff.email, 'reviewer');
  return staff;
};

const uploadProof = async (customer: SignedInClient, more = {}): Promise<{ id: string; proof_image: string }> => {
  const proof = { field: 'proof_image', bytes: await png() };
  return (await customer.post(addresses, { form: form(proof, { ...fields, ...more }) })).body;
};

const newShop = async (settings = {}) => {
  const tenantId = await api.newTenant(settings);
  const customer = await api.newCustomer(tenantId);
  return { tenantId, customer, staff: await newStaff(tenantId) };
};

const mailsTo = (email: string) =>
  api.sql("SELECT kind, data FROM mails WHERE recipient = $1 AND kind LIKE 'proof%' ORDER BY created_at", [email]);

describe('The proof queue', () => {
  test('lists pending proofs page by page, oldest first', async () => {
    const { customer, staff } = await newShop();
    const ids: string[] = [];
    for (const line1 of ['One', 'Two', 'Three']) {
      ids.push((await uploadProof(customer, { line1 })).id);
      api.advance(1);
    }
    await customer.patch(`${addresses}${ids[0]}/`, { json: { label: 'Home' } });
    await customer.post(addresses, { json: fields });
    const first = await staff.get(`${queue}?status=pending&limit=2`);
    const cursor = first.body.next_cursor;
    const rest = await staff.get(`${queue}?limit=2&cursor=${cursor}`);
    const listed = [...first.body.results, ...rest.body.results];
    expect(listed.map(({ address_id }) => address_id)).toEqual(ids);
    expect(rest.body.next_cursor).toBe(null);
    const { body: profile } = await customer.get('/api/customer/profile/');
    expect(listed[0]).toMatchObject({
      customer: { user_id: customer.userId, full_name: profile.full_name, email: customer.email },
      recipient_name: 'Ada',
      line1: 'One',
      proof_status: 'pending',
      version: 2,
    });
    expect(listed[0]).not.toHaveProperty('proof_image');
    expect(listed[0].formatted).toEqual(['Ada', 'One', '10117 Berlin']);
    expect((await staff.get(`${queue}?status=approved&cursor=${cursor}`)).body.errors[0].code).toBe('cursor_invalid');
    expect((await staff.get(`${queue}?status=lost`)).status).toBe(400);
  });

  test('excludes deleted addresses and deleted accounts', async () => {
    const { customer, staff } = await newShop();
    const { id } = await uploadProof(customer);
    const remaining = await uploadProof(customer);
    await customer.delete(`${addresses}${id}/`);
    const listed = async () =>
      (await staff.get(queue)).body.results.map((row: { address_id: string }) => row.address_id);
    expect(await listed()).toEqual([remaining.id]);
    expect((await staff.get(`${queue}${id}/`)).status).toBe(404);
    await api.sql("UPDATE users SET status = 'inactive' WHERE id = $1", [customer.userId]);
    expect(await listed()).toEqual([]);
    expect((await staff.post(`${queue}${remaining.id}/approve/`)).status).toBe(404);
  });
});

test('Staff who decide at the same time get one decision and one conflict', async () => {
  const { tenantId, customer, staff } = await newShop();
  await confirmEmail(api, customer);
  const other = await newStaff(tenantId);
  const { id } = await uploadProof(customer);
  const headers = { 'If-Match': (await staff.get(`${queue}${id}/`)).headers.get('etag') ?? '' };
  const answers = await Promise.all([
    staff.post(`${queue}${id}/approve/`, { headers }),
    other.post(`${queue}${id}/reject/`, { json: { reason: 'other' }, headers }),
    staff.post(`${queue}${id}/approve/`),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  const decisions = await api.sql(
    "SELECT actor, actor_id, user_id FROM audit_events WHERE entity_id = $1 AND action ~ 'approved|rejected'",
    [id],
  );
  const actor_id = expect.toBeOneOf([staff.userId, other.userId]);
  expect(decisions).toEqual([{ actor: 'staff', actor_id, user_id: customer.userId }]);
  expect(await mailsTo(customer.email)).toHaveLength(1);
});

test('A decided proof moves to the end of the queue when it is replaced, and leaves the queue when it is removed', async () => {
  const { customer, staff } = await newShop();
  const { id } = await uploadProof(customer);
  await staff.post(`${queue}${id}/reject/`, { json: { reason: 'wrong_address' } });
  api.advance(1);
  const other = await uploadProof(customer);
  api.advance(1);
  const again = form({ field: 'proof_image', bytes: await png() });
  expect((await customer.patch(`${addresses}${id}/`, { form: again })).body).toMatchObject({
    proof_status: 'pending',
    proof_reason: null,
  });
  const listed = (await staff.get(queue)).body.results;
  expect(listed.map(({ address_id }: { address_id: string }) => address_id)).toEqual([other.id, id]);
  const removed = await customer.patch(`${addresses}${id}/`, { json: { proof_image: null } });
  expect(removed.body).toMatchObject({ proof_status: 'none', proof_reason: null });
  expect((await staff.post(`${queue}${id}/approve/`)).status).toBe(404);
});

describe('A decision', () => {
  test('is mailed to the customer, with the reason', async () => {
    const { customer, staff } = await newShop();
    await confirmEmail(api, customer);
    const [first, second] = [await uploadProof(customer, { label: 'Home' }), await uploadProof(customer)];
    await staff.post(`${queue}${first.id}/approve/`);
    await staff.post(`${queue}${second.id}/reject/`, { json: { reason: 'other', note: 'Please call us.' } });
    expect(await mailsTo(customer.email)).toEqual([
      { kind: 'proof_approved', data: { address: 'Home' } },
      { kind: 'proof_rejected', data: { address: 'Main 1', reason: 'other', note: 'Please call us.' } },
    ]);
  });

  test('is not mailed if the tenant has turned these mails off', async () => {
    const { customer, staff } = await newShop({ mail_proof_decisions: 'false' });
    await confirmEmail(api, customer);
    const { id } = await uploadProof(customer);
    expect((await staff.post(`${queue}${id}/approve/`)).status).toBe(200);
    expect(await mailsTo(customer.email)).toEqual([]);
  });
});
