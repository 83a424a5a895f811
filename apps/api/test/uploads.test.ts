import { request } from 'node:http';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SignedInClient } from '@doorstep/testing/client';
import { form, noise, oddJpeg, phonePhoto, png, pngBomb } from '@doorstep/testing/images';
import { beforeAll, describe, expect, test } from 'vitest';
import { useApi } from './harness.ts';
import { filesIn } from './server-process.ts';

const api = useApi();
const path = '/api/customer/profile/';
let customer: SignedInClient;

beforeAll(async () => {
  customer = await api.newCustomer(await api.newTenant());
});

const upload = (bytes: Buffer) => customer.patch(path, { form: form({ field: 'profile_picture', bytes }) });

test('A picture that was replaced or removed leaves no file after the sweep', async () => {
  const owner = await api.newCustomer(customer.tenantId);
  const filesOfOwner = async () => (await api.files()).filter((file) => file.includes(owner.userId));
  for (const bytes of [await png(), await png(16, 16)]) {
    await owner.patch(path, { form: form({ field: 'profile_picture', bytes }) });
  }
  await owner.patch(path, { json: { profile_picture: null } });
  expect(await filesOfOwner()).not.toEqual([]);
  await api.sweepFiles();
  expect(await filesOfOwner()).toEqual([]);
});

describe('Refused without a leftover file', () => {
  const storedState = async () => ({
    files: (await api.files()).length,
    uploads: await filesIn(join(api.dataDir, 'uploads')),
    profile: (await customer.get(path)).body,
  });

  test.each<[string, number, string, () => Buffer | Promise<Buffer>]>([
    ['SVG', 415, 'image_type', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['TIFF', 415, 'image_type', () => noise(9, 9).tiff().toBuffer()],
    ['a PDF', 415, 'image_type', () => Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\n')],
    ['HEIC', 415, 'image_type', () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic')],
    ['text', 415, 'image_type', () => Buffer.from('<?php echo 1; ?>')],
    ['a truncated JPEG', 400, 'image_invalid', async () => (await noise(300, 300).jpeg().toBuffer()).subarray(0, 9000)],
    [
      'a truncated JPEG with stray bytes',
      400,
      'image_invalid',
      async () => (await oddJpeg(300, 300, 'stray bytes')).subarray(0, 9000),
    ],
    ['a truncated PNG', 400, 'image_invalid', async () => (await png(300, 300)).subarray(0, 200)],
    ['only the start of a JPEG', 400, 'image_invalid', () => Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16])],
    ['too wide a picture', 413, 'image_dimensions', () => pngBomb(786_464, 32)],
    ['too many megapixels', 413, 'image_dimensions', () => pngBomb(9_000, 9_000)],
    ['too large a file', 413, 'file_too_large', () => Buffer.alloc(10 * 1024 * 1024 + 1, 1)],
  ])('is %s', async (_what, status, code, make) => {
    const before = await storedState();
    const answer = await upload(await make());
    expect([answer.status, answer.body.errors?.[0]]).toEqual([
      status,
      expect.objectContaining({ field: 'profile_picture', code }),
    ]);
    expect(await storedState()).toEqual({ ...before, uploads: [] });
  });

  test('are two SVGs that would take a renderer minutes', async () => {
    const rules = 'a b c d{fill:red}'.repeat(40_000);
    const svg = Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg"><style>${rules}</style>${'<g></g>'.repeat(40_000)}</svg>`,
    );
    const before = process.cpuUsage();
    const answers = await Promise.all([upload(svg), upload(svg), upload(await png())]);
    expect(answers.map(({ status }) => status)).toEqual([415, 415, 200]);
    const { user, system } = process.cpuUsage(before);
    // In microseconds.
    expect(user + system).toBeLessThan(20_000_000);
  });

  test('is an upload whose If-Match cannot be read', async () => {
    const before = await storedState();
    const picture = form({ field: 'profile_picture', bytes: await png() });
    const { status } = await customer.patch(path, { form: picture, headers: { 'If-Match': '7' } });
    expect(status).toBe(400);
    expect(await storedState()).toEqual({ ...before, uploads: [] });
  });

  test.each([
    ['beside a faulty field', { phone: '12' }, {}, 400],
    ['based on an older version', {}, { 'If-Match': '"99.1"' }, 412],
  ])('is an upload %s', async (_what, fields, headers, status) => {
    const before = await storedState();
    const picture = form({ field: 'profile_picture', bytes: await png() }, { full_name: 'New', ...fields });
    expect((await customer.patch(path, { form: picture, headers })).status).toBe(status);
    expect(await storedState()).toEqual({ ...before, uploads: [] });
  });

  test('is the proof of a duplicate address', async () => {
    const owner = await api.newCustomer(await api.newTenant({ duplicate_addresses: 'refuse' }));
    const address = { recipient_name: 'A', line1: 'B', city: 'Berlin', postal_code: '10117', country: 'DE' };
    await owner.post('/api/customer/addresses/', { json: address });
    const before = await storedState();
    const proof = form({ field: 'proof_image', bytes: await png() }, address);
    expect((await owner.post('/api/customer/addresses/', { form: proof })).body.code).toBe('duplicate_address');
    expect(await storedState()).toEqual({ ...before, uploads: [] });
  });

  test('is the proof of an address that is invalid in its country', async () => {
    const before = await storedState();
    const address = { recipient_name: 'A', line1: 'B', city: 'Berlin', postal_code: 'none', country: 'DE' };
    const proof = form({ field: 'proof_image', bytes: await png() }, address);
    const { body } = await customer.post('/api/customer/addresses/', { form: proof });
    expect(body.errors).toEqual([expect.objectContaining({ field: 'postal_code', code: 'postal_code_invalid' })]);
    expect(await storedState()).toEqual({ ...before, uploads: [] });
  });

  test('is an upload that is cut off', async () => {
    const before = await storedState();
    const { hostname, port } = new URL(api.url);
    await new Promise<void>((resolve) => {
      const headers = {
        Authorization: `Bearer ${customer.accessToken}`,
        'X-Tenant-ID': customer.tenantId,
        'Content-Type': 'multipart/form-data; boundary=b',
        'Content-Length': 500_000,
      };
      const sent = request({ hostname, port, path, method: 'PATCH', headers });
      sent.on('error', () => resolve());
      sent.write('--b\r\nContent-Disposition: form-data; name="profile_picture"; filename="a.jpg"\r\n\r\n');
      sent.write(Buffer.alloc(100_000), () => sent.destroy());
    });
    while ((await storedState()).uploads.length > 0) await nextTurn();
    expect(await storedState()).toEqual({ ...before, uploads: [] });
  });

  test('is an upload of a gigabyte, by its length alone', async () => {
    const { hostname, port } = new URL(api.url);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = {
        Authorization: `Bearer ${customer.accessToken}`,
        'X-Tenant-ID': customer.tenantId,
        'Content-Type': 'multipart/form-data; boundary=b',
        'Content-Length': 1024 ** 3,
      };
      const sent = request({ hostname, port, path, method: 'PATCH', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
        sent.destroy();
      });
      sent.on('error', reject);
      sent.write(Buffer.alloc(1_000_000));
    });
    expect(status).toBe(413);
  });
});

test('Twenty decompression bombs and sixteen photos at once all get an answer', async () => {
  const bomb = pngBomb(786_464, 32);
  const bombs = await Promise.all(Array.from({ length: 20 }, () => upload(bomb)));
  expect(new Set(bombs.map(({ status }) => status))).toEqual(new Set([413]));
  const photo = await phonePhoto();
  const people = await Promise.all(Array.from({ length: 16 }, () => api.newCustomer(customer.tenantId)));
  const photos = await Promise.all(
    people.map((person) => person.patch(path, { form: form({ field: 'profile_picture', bytes: photo }) })),
  );
  expect(new Set(photos.map(({ status }) => status))).toEqual(new Set([200]));
});
