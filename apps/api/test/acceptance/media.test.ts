import { useApi } from '@doorstep/testing/acceptance-api';
import { createClient } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';
import { uploadPicture, uploadProof, withoutQuery } from './private-images.ts';

const api = useApi();

const anonymous = (tenantId: string) => createClient(api.url, { tenantId });

describe('A file', () => {
  test('is served with security and privacy headers', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
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
    const customer = await api.newCustomer(await api.sharedTenant());
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
    const tenantId = await api.sharedTenant();
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
});

describe('A signed link', () => {
  test('opens no other file, and cannot be altered', async () => {
    const tenantId = await api.sharedTenant();
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
