import { useApi } from '@doorstep/testing/acceptance-api';
import { createClient, type SignedInClient } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';
import { uploadPicture, uploadProof } from './private-images.ts';
import { unzip } from './zip.ts';

const api = useApi();
const path = '/api/customer/export/';
const address = {
  recipient_name: 'Ada',
  line1: '1 Main Street',
  city: 'London',
  postal_code: 'SW1Y 4JH',
  country: 'GB',
  phone: '+442079460018',
};

describe('An export', () => {
  test('is a ZIP with all stored data and images of the customer', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const picture = await uploadPicture(customer);
    const live = await uploadProof(customer, address);
    const deleted = await uploadProof(customer, address);
    await customer.delete(`/api/customer/addresses/${deleted.id}/`);
    const answer = await customer.post(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/zip');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="export-\d{4}-\d\d-\d\d\.zip"$/);
    const files = unzip(answer.bytes);
    const json = (name: string) => JSON.parse(files.get(name)?.toString() ?? 'null');
    const proofs = [live, deleted].map(({ id }) => `images/addresses/${id}.webp`);
    const documents = ['profile.json', 'addresses.json', 'sessions.json', 'activity.json'];
    expect([...files.keys()]).toEqual(['images/profile.webp', ...proofs, ...documents]);
    expect(files.get('images/profile.webp')).toEqual((await customer.get(picture)).bytes);
    expect(files.get(proofs[0] ?? '')).toEqual((await customer.get(live.link)).bytes);
    expect(json('profile.json')).toMatchObject({ email: customer.email, profile_picture: 'images/profile.webp' });
    expect(json('addresses.json')).toEqual([
      expect.objectContaining({ ...address, id: live.id, proof_image: proofs[0], deleted_at: null }),
      expect.objectContaining({ id: deleted.id, proof_image: proofs[1], deleted_at: expect.any(String) }),
    ]);
    expect(json('sessions.json')).toEqual([
      expect.objectContaining({ device: 'test app', address: expect.any(String) }),
    ]);
    const activity: { action: string }[] = json('activity.json');
    expect(activity.map(({ action }) => action)).toEqual([
      'user.registered',
      'session.opened',
      'user.updated',
      'address.created',
      'address.proof_submitted',
      'address.created',
      'address.proof_submitted',
      'address.deleted',
      'user.exported',
    ]);
    expect(activity[3]).toMatchObject({ by: 'customer', device: 'test app', after: { line1: address.line1 } });
  });

  test('is available to the signed-in customer of this tenant alone', async () => {
    const [tenantId, foreignId] = [await api.sharedTenant(), await api.newTenant()];
    const customer = await api.newCustomer(tenantId);
    const code = async (client: { post: SignedInClient['post'] }, headers = {}) =>
      (await client.post(path, { headers })).body.code;
    expect(await code(createClient(api.url, { tenantId }))).toBe('not_authenticated');
    expect(await code(customer, { 'X-Tenant-ID': foreignId })).toBe('tenant_mismatch');
    expect(await code(customer, { 'X-Tenant-ID': '' })).toBe('tenant_required');
    await customer.post('/api/auth/logout/');
    expect(await code(customer)).toBe('token_invalid');
  });
});
