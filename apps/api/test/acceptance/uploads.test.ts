import { useApi } from '@doorstep/testing/acceptance-api';
import type { SignedInClient } from '@doorstep/testing/client';
import { form, noise, oddJpeg, png } from '@doorstep/testing/images';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';

const api = useApi();
const path = '/api/customer/profile/';
let customer: SignedInClient;

beforeAll(async () => {
  customer = await api.newCustomer(await api.sharedTenant());
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
