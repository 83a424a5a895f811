import { request } from 'node:http';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SignedInClient } from '@doorstep/testing/client';
import { form, noise, oddJpeg, phonePhoto, png, pngBomb } from '@doorstep/testing/images';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { useApi } from './harness.ts';
import { filesIn } from './server-process.ts';

const api = useApi();
const path = '/api/customer/profile/';
let customer: SignedInClient;

beforeAll(async () => {
  customer = await api.newCustomer(await api.newTenant());
});

const upload = (bytes: Buffer, name = 'photo.jpg') =>
  customer.patch(path, { form: form({ field: 'profile_picture', bytes, name }) });

describe('An image', () => {
  test.each([
    ['JPEG', () => noise(50, 40).jpeg()],
    ['progressive JPEG', () => noise(50, 40).jpeg({ progressive: true })],
    ['CMYK JPEG', () => noise(50, 40).toColourspace('cmyk').jpeg()],
    ['PNG', () => noise(50, 40).png()],
    ['16-bit PNG', () => noise(50, 40).toColourspace('rgb16').png()],
    ['palette PNG', () => noise(50, 40).png({ palette: true })],
    ['WebP', () => noise(50, 40).webp()],
    ['GIF', () => noise(50, 40).gif()],
    ['AVIF', () => noise(50, 40).avif()],
    ['grey JPEG', () => noise(50, 40).greyscale().jpeg()],
    ['JPEG whose scan names no last coefficient', () => oddJpeg(50, 40, 'zero spectral end')],
    ['JPEG with stray bytes before its tables', () => oddJpeg(50, 40, 'stray bytes')],
  ])('of type %s is accepted with any file name', async (_type, make) => {
    const image = await make();
    const bytes = Buffer.isBuffer(image) ? image : await image.toBuffer();
    const { status, body } = await upload(bytes, 'something.txt');
    expect(status, JSON.stringify(body)).toBe(200);
    const stored = await sharp((await customer.get(body.profile_picture)).bytes).metadata();
    expect(stored).toMatchObject({ format: 'webp', width: 50, height: 40, space: 'srgb', depth: 'uchar' });
  });

  test('keeps its transparency, and the first frame of an animation', async () => {
    const frames = [40, 200].map((grey) =>
      sharp({ create: { width: 20, height: 20, channels: 4, background: { r: grey, g: grey, b: grey, alpha: 0.5 } } })
        .png()
        .toBuffer(),
    );
    const animation = await sharp(await Promise.all(frames), { join: { animated: true } })
      .webp({ lossless: true })
      .toBuffer();
    const { body } = await upload(animation);
    const image = sharp((await customer.get(body.profile_picture)).bytes);
    expect(await image.metadata()).toMatchObject({ width: 20, height: 20, hasAlpha: true });
    expect((await image.raw().toBuffer())[0]).toBeLessThan(80);
  });

  test('is accepted together with the other first uploads of its tenant', async () => {
    const tenantId = await api.newTenant();
    const people = await Promise.all(Array.from({ length: 8 }, () => api.newCustomer(tenantId)));
    const picture = form({ field: 'profile_picture', bytes: await png() });
    const answers = await Promise.all(people.map((person) => person.patch(path, { form: picture })));
    expect(answers.map(({ status }) => status)).toEqual(people.map(() => 200));
  });

  test('is resized to fit its box and never enlarged', async () => {
    const { body } = await upload(await noise(3000, 1500).jpeg().toBuffer());
    const size = async (query: string) => {
      const { width, height } = await sharp((await customer.get(body.profile_picture + query)).bytes).metadata();
      return [width, height];
    };
    expect([await size(''), await size('&size=medium'), await size('&size=thumb')]).toEqual([
      [1024, 512],
      [256, 128],
      [96, 48],
    ]);
    const proof = await customer.post('/api/customer/addresses/', {
      form: form(
        { field: 'proof_image', bytes: await noise(3000, 1500).jpeg().toBuffer() },
        { recipient_name: 'A', line1: 'B', city: 'Berlin', postal_code: '10117', country: 'DE' },
      ),
    });
    const full = await sharp((await customer.get(proof.body.proof_image)).bytes).metadata();
    expect([full.width, full.height]).toEqual([2560, 1280]);
  });

  test('that already fits a smaller box is not encoded again', async () => {
    const { body } = await upload(await noise(20, 20).png().toBuffer());
    const bytes = async (query: string) => (await customer.get(body.profile_picture + query)).bytes;
    const full = await bytes('');
    expect(full.length).toBeGreaterThan(0);
    expect(full.equals(await bytes('&size=medium'))).toBe(true);
    expect(full.equals(await bytes('&size=thumb'))).toBe(true);
  });
});

describe('The picture field of a form', () => {
  const part = (head: string, content: string | Buffer) => {
    const start = `--b\r\nContent-Disposition: form-data; name="profile_picture"${head}\r\n\r\n`;
    const body = Buffer.concat([Buffer.from(start), Buffer.from(content), Buffer.from('\r\n--b--\r\n')]);
    return customer.patch(path, { raw: { body: new Uint8Array(body), type: 'multipart/form-data; boundary=b' } });
  };

  test.each([
    ['without a name and without bytes', '; filename=""\r\nContent-Type: application/octet-stream'],
    ['with an empty name and no type', '; filename=""'],
    ['with nothing but an image type', '\r\nContent-Type: image/png'],
  ])('%s counts as absent', async (_what, head) => {
    const { body: before } = await upload(await png());
    const { status, body } = await part(head, '');
    expect([status, body.profile_picture]).toEqual([200, before.profile_picture]);
  });

  test.each(['; filename=""', '; filename=""\r\nContent-Type: image/png', '\r\nContent-Type: image/png'])(
    'with bytes and without a name (%j) is refused by name',
    async (head) => {
      const { status, body } = await part(head, await png());
      expect([status, body.errors]).toEqual([
        400,
        [expect.objectContaining({ field: 'profile_picture', code: 'file_name_required' })],
      ]);
    },
  );

  test('with a name and without bytes is refused by name', async () => {
    const { status, body } = await part('; filename="a.png"', '');
    expect([status, body.errors[0]]).toEqual([400, expect.objectContaining({ code: 'file_empty' })]);
  });

  test('with a text leaves the picture, and with an empty text clears it', async () => {
    const { body: before } = await upload(await png());
    for (const text of [before.profile_picture, 'https://example.com/a.png']) {
      expect((await part('', text)).body.profile_picture).toBe(before.profile_picture);
    }
    expect((await part('\r\nContent-Type: text/plain; charset=utf-8', '')).body.profile_picture).toBeNull();
  });

  test('may occur once', async () => {
    const twice = form({ field: 'profile_picture', bytes: await png() });
    twice.append('profile_picture', new Blob([new Uint8Array(await png())]), 'b.png');
    const { body } = await customer.patch(path, { form: twice });
    expect(body.errors).toEqual([expect.objectContaining({ field: 'profile_picture', code: 'given_twice' })]);
  });
});

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
