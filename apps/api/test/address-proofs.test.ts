import { PostalField } from '@doorstep/contracts/address-rule';
import { createClient, type SignedInClient } from '@doorstep/testing/client';
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
  await api.sql("UPDATE users SET role = 'staff' WHERE id = $1", [staff.userId]);
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

const stateOf = async (customer: SignedInClient, id: string) => {
  const { proof_status, proof_reason } = (await customer.get(`${addresses}${id}/`)).body;
  return [proof_status, proof_reason];
};

const eventsOf = (entityId: string, action: string) =>
  api.sql('SELECT actor, actor_id, user_id FROM audit_events WHERE entity_id = $1 AND action = $2', [entityId, action]);

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

describe('Staff', () => {
  test('see the address of a proof as label lines, like its customer', async () => {
    const { customer, staff } = await newShop();
    const { id } = await uploadProof(customer, { company: 'Works' });
    const { formatted } = (await customer.get(`${addresses}${id}/`)).body;
    expect(formatted).toEqual(['Ada', 'Works', 'Main 1', '10117 Berlin']);
    const answers = [
      (await staff.get(queue)).body.results[0],
      (await staff.query('addressProof.list', {})).body.result.data.results[0],
      (await staff.get(`${queue}${id}/`)).body,
      (await staff.query('addressProof.get', { id })).body.result.data,
      (await staff.post(`${queue}${id}/approve/`)).body,
    ];
    for (const answer of answers) expect(answer.formatted).toEqual(formatted);
  });

  test('view a proof through a signed link, and each view is audited', async () => {
    const { tenantId, customer, staff } = await newShop();
    const { id } = await uploadProof(customer);
    const proof = await staff.get(`${queue}${id}/`);
    expect(proof.headers.get('etag')).toMatch(/^"1\./);
    const image = await createClient(api.url, { tenantId }).get(proof.body.proof_image);
    expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/webp']);
    await staff.get(`${queue}${id}/`, { headers: { 'If-None-Match': proof.headers.get('etag') ?? '' } });
    const view = { actor: 'staff', actor_id: staff.userId, user_id: customer.userId };
    expect(await eventsOf(id, 'address.proof_viewed')).toEqual([view, view]);
  });

  test('approve a proof, and its customer sees the decision', async () => {
    const { customer, staff } = await newShop();
    const { id } = await uploadProof(customer);
    const approved = await staff.post(`${queue}${id}/approve/`);
    expect([approved.status, approved.body.proof_status, approved.body.version]).toEqual([200, 'approved', 2]);
    expect(await stateOf(customer, id)).toEqual(['approved', null]);
    expect(await eventsOf(id, 'address.proof_approved')).toEqual([
      { actor: 'staff', actor_id: staff.userId, user_id: customer.userId },
    ]);
    expect((await staff.get(`${queue}?status=approved`)).body.results).toHaveLength(1);
    expect((await staff.get(queue)).body.results).toEqual([]);
  });

  test('reject a proof with a reason of the list and an optional note', async () => {
    const { customer, staff } = await newShop();
    const [first, second] = [await uploadProof(customer), await uploadProof(customer)];
    const reject = (id: string, json: object) => staff.post(`${queue}${id}/reject/`, { json });
    for (const json of [{}, { reason: 'ugly' }, { reason: 'other', note: 'x'.repeat(501) }]) {
      expect((await reject(first.id, json)).body.code).toBe('validation_failed');
    }
    expect(await stateOf(customer, first.id)).toEqual(['pending', null]);
    await reject(first.id, { reason: 'too_old', note: ' The bill is of last year. ' });
    await reject(second.id, { reason: 'unreadable' });
    expect(await stateOf(customer, first.id)).toEqual(['rejected', 'too_old: The bill is of last year.']);
    expect(await stateOf(customer, second.id)).toEqual(['rejected', 'unreadable']);
  });

  test('who decide at the same time get one decision and one conflict', async () => {
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
    const decisions = await api.sql("SELECT FROM audit_events WHERE entity_id = $1 AND action ~ 'approved|rejected'", [
      id,
    ]);
    expect(decisions).toHaveLength(1);
    expect(await mailsTo(customer.email)).toHaveLength(1);
  });

  test('cannot decide about a version that they have not seen', async () => {
    const { customer, staff } = await newShop();
    const { id } = await uploadProof(customer);
    for (let round = 0; round < 5; round += 1) {
      const headers = { 'If-Match': (await staff.get(`${queue}${id}/`)).headers.get('etag') ?? '' };
      const [approved] = await Promise.all([
        staff.post(`${queue}${id}/approve/`, { headers }),
        customer.patch(`${addresses}${id}/`, { json: { line1: `Main ${round + 2}` } }),
      ]);
      expect([200, 412]).toContain(approved.status);
      expect(await stateOf(customer, id)).toEqual(['pending', null]);
    }
  });

  test('cannot decide about their own proof', async () => {
    const { staff } = await newShop();
    const { id } = await uploadProof(staff);
    const { status, body } = await staff.post(`${queue}${id}/approve/`);
    expect([status, body.code]).toEqual([403, 'permission_denied']);
    expect(await stateOf(staff, id)).toEqual(['pending', null]);
  });

  test('who lose the role are refused at once, despite their token', async () => {
    const { customer, staff } = await newShop();
    const { id } = await uploadProof(customer);
    await api.sql("UPDATE users SET role = 'customer' WHERE id = $1", [staff.userId]);
    for (const answer of [
      await staff.get(queue),
      await staff.get(`${queue}${id}/`),
      await staff.post(`${queue}${id}/approve/`),
      await staff.post(`${queue}${id}/reject/`, { json: { reason: 7 } }),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([403, 'permission_denied']);
    }
    expect(await eventsOf(id, 'address.proof_viewed')).toEqual([]);
  });
});

describe('A decided proof', () => {
  const decided = async () => {
    const shop = await newShop();
    const { id } = await uploadProof(shop.customer);
    await shop.staff.post(`${queue}${id}/reject/`, { json: { reason: 'wrong_address' } });
    const change = (json: object) => shop.customer.patch(`${addresses}${id}/`, { json });
    return { ...shop, id, change };
  };

  test.each(PostalField.options)('is pending again when %s changes, which staff see', async (field) => {
    const { id, staff, change } = await decided();
    expect((await staff.get(`${queue}${id}/`)).body).toHaveProperty(field);
    const { body } = await change({ [field]: field === 'country' ? 'FR' : '10119' });
    expect(body).toMatchObject({ proof_status: 'pending', proof_reason: null });
  });

  test('moves to the end of the queue when it is replaced, and leaves the queue when it is removed', async () => {
    const { customer, staff, id, change } = await decided();
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
    expect((await change({ proof_image: null })).body).toMatchObject({ proof_status: 'none', proof_reason: null });
    expect((await staff.post(`${queue}${id}/approve/`)).status).toBe(404);
  });

  test('stays decided when other fields change or the same values are sent again', async () => {
    const { customer, id, change } = await decided();
    await change({ label: 'Home', delivery_instructions: 'Ring twice', phone: '+4915112345678' });
    await change(fields);
    await change({ location: { latitude: 1, longitude: 2 }, is_default_billing: true });
    expect(await stateOf(customer, id)).toEqual(['rejected', 'wrong_address']);
  });
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
