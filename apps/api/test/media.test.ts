import { request } from 'node:http';
import { createClient, password } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';
import { uploadPicture, uploadProof, withoutQuery } from './acceptance/private-images.ts';
import { useApi } from './harness.ts';

const api = useApi();

const anonymous = (tenantId: string) => createClient(api.url, { tenantId });

/** Sends a raw path, because fetch normalizes paths. */
const rawGet = (path: string, headers: Record<string, string> = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(api.url);
    const sent = request({ hostname, port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject).end();
  });

describe('A file', () => {
  test('is readable by staff of its tenant if it is a proof, with an audit entry, and never if it is a picture', async () => {
    const tenantId = await api.newTenant();
    const customer = await api.newCustomer(tenantId);
    const staff = await api.newCustomer(tenantId);
    const foreignStaff = await api.newCustomer(await api.newTenant());
    await api.sql("UPDATE users SET role = 'reviewer' WHERE id = ANY($1)", [[staff.userId, foreignStaff.userId]]);
    const proof = await uploadProof(customer);
    expect((await staff.get(withoutQuery(proof.link))).status).toBe(200);
    expect((await staff.get(withoutQuery(await uploadPicture(customer)))).status).toBe(404);
    expect((await foreignStaff.get(withoutQuery(proof.link))).status).toBe(404);
    const views = await api.sql(
      "SELECT actor, actor_id, user_id FROM audit_events WHERE action = 'address.proof_viewed' AND entity_id = $1",
      [proof.id],
    );
    expect(views).toEqual([{ actor: 'staff', actor_id: staff.userId, user_id: customer.userId }]);
    await customer.delete(`/api/customer/addresses/${proof.id}/`);
    expect((await staff.get(withoutQuery(proof.link))).status).toBe(404);
  });

  test('is not readable after its owner’s session or tenant has ended', async () => {
    const tenantId = await api.newTenant();
    const customer = await api.newCustomer(tenantId);
    const link = await uploadPicture(customer);
    await api.sql("UPDATE users SET status = 'inactive' WHERE id = $1", [customer.userId]);
    expect((await anonymous(tenantId).get(link)).status).toBe(404);
    await api.sql("UPDATE users SET status = 'active' WHERE id = $1", [customer.userId]);
    expect((await anonymous(tenantId).get(link)).status).toBe(200);
    await api.setTenant(tenantId, 'status', 'inactive');
    expect((await anonymous(tenantId).get(link)).status).toBe(404);
  });
});

describe('A signed link', () => {
  test('is constant within its window, and valid for 15 to 30 minutes', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const link = await uploadPicture(customer);
    expect((await customer.get('/api/customer/profile/')).body.profile_picture).toBe(link);
    api.advance(14 * 60);
    expect((await anonymous(customer.tenantId).get(link)).status).toBe(200);
    api.advance(16 * 60 + 1);
    expect((await anonymous(customer.tenantId).get(link)).status).toBe(404);
    const login = await anonymous(customer.tenantId).post('/api/auth/login/', {
      json: { email: customer.email, password },
    });
    expect(login.body.user.profile_picture).not.toBe(link);
  });
});

test('A token reads a file only with the header of its tenant', async () => {
  const customer = await api.newCustomer(await api.newTenant());
  const link = withoutQuery(await uploadPicture(customer));
  const token = { Authorization: `Bearer ${customer.accessToken}` };
  expect(await rawGet(link, { ...token, 'X-Tenant-ID': customer.tenantId })).toBe(200);
  expect(await rawGet(link, token)).toBe(400);
  expect(await rawGet(link, { ...token, 'X-Tenant-ID': await api.newTenant() })).toBe(403);
});

test('No path leaves or lists the media folder', async () => {
  const customer = await api.newCustomer(await api.newTenant());
  const link = withoutQuery(await uploadPicture(customer));
  const folder = link.slice(0, link.lastIndexOf('/'));
  const file = link.slice(link.lastIndexOf('/') + 1);
  const paths = [
    folder,
    `${folder}/`,
    '/media/',
    '/media',
    `${folder}/../profile/${file}`,
    `${folder}/%2e%2e/profile/${file}`,
    `${folder}/..%2fprofile%2f${file}`,
    `${folder}//${file}`,
    `${folder}/${file}%00`,
    `${folder}/${file}/`,
    `${folder}/thumb/${file}`,
    `${folder}/.${file}`,
    `${folder}\\${file}`,
    link.toUpperCase(),
    link.replace('media', '%6dedia'),
    '/media/../../../../etc/passwd',
    '/media/..%2f..%2f..%2fetc%2fpasswd',
    '/media/%c0%ae%c0%ae/etc/passwd',
    '/media/%E0%A4%A',
  ];
  const headers = { Authorization: `Bearer ${customer.accessToken}`, 'X-Tenant-ID': customer.tenantId };
  for (const path of paths) expect([path, await rawGet(path, headers)]).toEqual([path, expect.toBeOneOf([400, 404])]);
  expect(await rawGet(link, headers)).toBe(200);
});
