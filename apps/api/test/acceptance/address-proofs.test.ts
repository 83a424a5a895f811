import { PostalField } from '@doorstep/contracts/address-rule';
import { useApi } from '@doorstep/testing/acceptance-api';
import { createClient, type SignedInClient } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';
import { uploadProof } from './private-images.ts';

const api = useApi();
const addresses = '/api/customer/addresses/';
const queue = '/api/staff/address-proofs/';

const fields = { recipient_name: 'Ada', line1: 'Main 1', city: 'Berlin', postal_code: '10117', country: 'DE' };

const addProof = (customer: SignedInClient, more = {}) => uploadProof(customer, { ...fields, ...more });

/** A tenant of its own, because its staff see the proofs of all its customers. */
const newShop = async () => {
  const tenantId = await api.newTenant();
  return { tenantId, customer: await api.newCustomer(tenantId), staff: await api.newStaff(tenantId) };
};

const stateOf = async (customer: SignedInClient, id: string) => {
  const { proof_status, proof_reason } = (await customer.get(`${addresses}${id}/`)).body;
  return [proof_status, proof_reason];
};

/** The events of an action, as their customer sees them. */
const eventsOf = async (customer: SignedInClient, action: string) =>
  (await customer.get('/api/customer/activity/')).body.results.filter(
    (event: { action: string }) => event.action === action,
  );

describe('Staff', () => {
  test('see the address of a proof as label lines, like its customer', async () => {
    const { customer, staff } = await newShop();
    const { id } = await addProof(customer, { company: 'Works' });
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
    const { id } = await addProof(customer);
    const proof = await staff.get(`${queue}${id}/`);
    expect(proof.headers.get('etag')).toMatch(/^"1\./);
    const image = await createClient(api.url, { tenantId }).get(proof.body.proof_image);
    expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/webp']);
    await staff.get(`${queue}${id}/`, { headers: { 'If-None-Match': proof.headers.get('etag') ?? '' } });
    const views = await eventsOf(customer, 'address.proof_viewed');
    expect(views).toEqual(Array(2).fill(expect.objectContaining({ by: 'staff', entity_id: id })));
  });

  test('approve a proof, and its customer sees the decision', async () => {
    const { customer, staff } = await newShop();
    const { id } = await addProof(customer);
    const approved = await staff.post(`${queue}${id}/approve/`);
    expect([approved.status, approved.body.proof_status, approved.body.version]).toEqual([200, 'approved', 2]);
    expect(await stateOf(customer, id)).toEqual(['approved', null]);
    expect(await eventsOf(customer, 'address.proof_approved')).toEqual([
      expect.objectContaining({ by: 'staff', entity_id: id }),
    ]);
    expect((await staff.get(`${queue}?status=approved`)).body.results).toHaveLength(1);
    expect((await staff.get(queue)).body.results).toEqual([]);
  });

  test('reject a proof with a reason of the list and an optional note', async () => {
    const { customer, staff } = await newShop();
    const [first, second] = [await addProof(customer), await addProof(customer)];
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

  test('cannot decide about a version that they have not seen', async () => {
    const { customer, staff } = await newShop();
    const { id } = await addProof(customer);
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
    const { id } = await addProof(staff);
    const { status, body } = await staff.post(`${queue}${id}/approve/`);
    expect([status, body.code]).toEqual([403, 'permission_denied']);
    expect(await stateOf(staff, id)).toEqual(['pending', null]);
  });

  test('who lose the role are refused at once, despite their token', async () => {
    const { tenantId, customer, staff } = await newShop();
    const { id } = await addProof(customer);
    await api.setRole(tenantId, staff.email, 'customer');
    for (const answer of [
      await staff.get(queue),
      await staff.get(`${queue}${id}/`),
      await staff.post(`${queue}${id}/approve/`),
      await staff.post(`${queue}${id}/reject/`, { json: { reason: 7 } }),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([403, 'permission_denied']);
    }
    expect(await eventsOf(customer, 'address.proof_viewed')).toEqual([]);
  });
});

describe('A decided proof', () => {
  const decided = async () => {
    const shop = await newShop();
    const { id } = await addProof(shop.customer);
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

  test('stays decided when other fields change or the same values are sent again', async () => {
    const { customer, id, change } = await decided();
    await change({ label: 'Home', delivery_instructions: 'Ring twice', phone: '+4915112345678' });
    await change(fields);
    await change({ location: { latitude: 1, longitude: 2 }, is_default_billing: true });
    expect(await stateOf(customer, id)).toEqual(['rejected', 'wrong_address']);
  });
});
