import { request } from 'node:http';
import { createClient, password, type SignedInClient } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';
import { describe, expect, test } from 'vitest';
import { useApi } from './harness.ts';

const api = useApi();

const uploadPicture = async (customer: SignedInClient): Promise<string> => {
  const { body } = await customer.patch('/api/customer/profile/', {
    form: form({ field: 'profile_picture', bytes: await png(300, 300) }),
  });
  return body.profile_picture;
};

const uploadProof = async (customer: SignedInClient): Promise<{ id: string; link: string }> => {
  const { body } = await customer.post('/api/customer/addresses/', {
    form: form(
      { field: 'proof_image', bytes: await png(300, 300) },
      { recipient_name: 'A', line1: 'B', city: 'Berlin', postal_code: '10117', country: 'DE' },
    ),
  });
  return { id: body.id, link: body.proof_image };
};

const withoutQuery = (link: string): string => link.split('?', 1)[0] ?? '';
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
  test('is served with security and privacy headers', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const picture = await customer.get(await uploadPicture(customer));
    expect(Object.fromEntries(picture.headers)).toMatchObject({
      'content-type': 'image/webp',
      'content-disposition': 'inline',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'same-site',
      'referrer-policy': 'no-referrer',
      'cache-control': 'private, max-age=300',
      'accept-ranges': 'bytes',
    });
    const proof = await customer.get((await uploadProof(customer)).link);
    expect(proof.headers.get('cache-control')).toBe('private, no-cache');
  });

  test('answers HEAD, If-None-Match and one range', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const link = await uploadPicture(customer);
    const picture = await customer.get(link);
    const { bytes, headers } = picture;
    const tag = headers.get('etag') ?? '';
    const head = await customer.send('HEAD', link);
    expect([head.status, head.headers.get('content-length'), head.bytes.length]).toEqual([
      200,
      String(bytes.length),
      0,
    ]);
    expect((await customer.get(link, { headers: { 'If-None-Match': tag } })).status).toBe(304);
    expect((await customer.get(`${link}&size=thumb`)).headers.get('etag')).not.toBe(tag);
    const range = (value: string, more = {}) => customer.get(link, { headers: { Range: value, ...more } });
    const part = await range('bytes=10-19');
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 10-19/${bytes.length}`]);
    expect(part.bytes.equals(bytes.subarray(10, 20))).toBe(true);
    expect((await range('bytes=-5')).bytes.equals(bytes.subarray(-5))).toBe(true);
    expect((await range('bytes=5-')).bytes.equals(bytes.subarray(5))).toBe(true);
    expect((await range('bytes=0-1,4-5')).status).toBe(200);
    expect((await range('bytes=5-2')).status).toBe(200);
    const longSuffix = await range('bytes=-999999999');
    expect([longSuffix.status, longSuffix.bytes.length]).toEqual([206, bytes.length]);
    expect((await range('bytes=0-1', { 'If-Range': '"other"' })).status).toBe(200);
    const outside = await range(`bytes=${bytes.length}-`);
    expect([outside.status, outside.headers.get('content-range')]).toEqual([416, `bytes */${bytes.length}`]);
    expect((await customer.get(`${link}&size=huge`)).body.errors[0].field).toBe('size');
    expect((await customer.get(`${withoutQuery(link)}?size=huge&signature=x`)).status).toBe(400);
    expect((await anonymous(customer.tenantId).get(`${withoutQuery(link)}?size=huge`)).status).toBe(404);
    expect((await customer.send('HEAD', link, { headers: { Range: 'bytes=0-1' } })).status).toBe(200);
    expect(picture.headers.get('vary')).toBe('Origin, Authorization');
    expect((await customer.post(withoutQuery(link))).headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });

  test('is readable by its owner with a token, and by no one else', async () => {
    const tenantId = await api.newTenant();
    const customer = await api.newCustomer(tenantId);
    const stranger = await api.newCustomer(tenantId);
    const foreigner = await api.newCustomer(await api.newTenant());
    for (const link of [await uploadPicture(customer), (await uploadProof(customer)).link]) {
      expect((await customer.get(withoutQuery(link))).status).toBe(200);
      for (const other of [stranger, foreigner, anonymous(tenantId)]) {
        expect((await other.get(withoutQuery(link))).body.code).toBe('not_found');
        expect((await other.get(link)).status).toBe(200);
      }
    }
  });

  test('is readable by staff of its tenant if it is a proof, with an audit entry, and never if it is a picture', async () => {
    const tenantId = await api.newTenant();
    const customer = await api.newCustomer(tenantId);
    const staff = await api.newCustomer(tenantId);
    const foreignStaff = await api.newCustomer(await api.newTenant());
    await api.sql("UPDATE users SET role = 'staff' WHERE id = ANY($1)", [[staff.userId, foreignStaff.userId]]);
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

  test('opens no other file, and cannot be altered', async () => {
    const tenantId = await api.newTenant();
    const customer = await api.newCustomer(tenantId);
    const first = await uploadPicture(customer);
    const { link: other } = await uploadProof(customer);
    const query = first.slice(first.indexOf('?'));
    const altered = [
      withoutQuery(other) + query,
      first.replace(/expires=(\d+)/, (_, time) => `expires=${Number(time) + 900}`),
      first.replace(/(?<=signature=)./, (letter) => (letter === '_' ? '-' : '_')),
      first.replace('?', '?signature=x&'),
      `${withoutQuery(first)}?expires=9999999999&signature=`,
      `${withoutQuery(first)}?expires=9999999999`,
    ];
    for (const link of altered) expect((await anonymous(tenantId).get(link)).status, link).toBe(404);
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
