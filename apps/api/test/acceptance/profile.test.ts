import { useApi } from '@doorstep/testing/acceptance-api';
import { form, phonePhoto, png } from '@doorstep/testing/images';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';

const api = useApi();
const path = '/api/customer/profile/';

describe('A profile', () => {
  test('is read with an ETag, and answers 304 while it is unchanged', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const first = await customer.get(path);
    expect(first.body).toMatchObject({ email: customer.email, phone: null, profile_picture: null, version: 1 });
    expect(first.headers.get('cache-control')).toContain('private');
    const tag = first.headers.get('etag') ?? '';
    expect((await customer.get(path, { headers: { 'If-None-Match': tag } })).status).toBe(304);
    await customer.patch(path, { json: { full_name: 'Ada' } });
    expect((await customer.get(path, { headers: { 'If-None-Match': tag } })).status).toBe(200);
  });

  test('is served with and without the trailing slash', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    expect((await customer.get('/api/customer/profile')).status).toBe(200);
  });

  test('keeps absent fields, ignores unknown and read-only fields, and clears fields with null', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const set = await customer.patch(path, { json: { full_name: '  Zoe\u0308 ', phone: '+49 (151) 1234-5678' } });
    expect(set.body).toMatchObject({ full_name: 'Zoë', phone: '+4915112345678', version: 2 });
    const back = await customer.patch(path, {
      json: { ...set.body, email: 'other@example.com', version: 99, role: 'owner' },
    });
    expect(back.body).toMatchObject({ full_name: 'Zoë', email: customer.email, version: 3 });
    const rightToLeft = await customer.patch(path, { json: { phone: '\u202A\uFF0B49 151 1234\u20105678\u202C' } });
    expect(rightToLeft.body.phone).toBe('+4915112345678');
    const cleared = await customer.patch(path, { json: { phone: null } });
    expect(cleared.body).toMatchObject({ full_name: 'Zoë', phone: null });
  });

  test('accepts a national phone of the country of the previous phone, or of the default or newest address', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const set = async (phone: string) => (await customer.patch(path, { json: { phone } })).body;
    const phoneInvalid = [expect.objectContaining({ field: 'phone', code: 'phone_invalid' })];
    expect((await set('020 7946 0958')).errors).toEqual(phoneInvalid);
    const london = { recipient_name: 'Ada', line1: 'Main 1', city: 'London', postal_code: 'SW1A 2AA', country: 'GB' };
    const berlin = { ...london, city: 'Berlin', postal_code: '10117', country: 'DE' };
    await customer.post('/api/customer/addresses/', { json: { ...london, is_default_shipping: true } });
    await customer.post('/api/customer/addresses/', { json: berlin });
    expect(await set('020 7946 0958')).toMatchObject({ phone: '+442079460958' });
    expect(await set('+49 30 123456')).toMatchObject({ phone: '+4930123456' });
    expect(await set('030 123457')).toMatchObject({ phone: '+4930123457' });
    expect((await set('12')).errors).toEqual(phoneInvalid);
  });

  test('refuses a change based on an older version, over both transports', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const { headers } = await customer.get(path);
    const based = { 'If-Match': headers.get('etag') ?? '' };
    expect((await customer.patch(path, { json: { full_name: 'A' }, headers: based })).status).toBe(200);
    const stale = await customer.patch(path, { json: { full_name: 'B' }, headers: based });
    expect(stale).toMatchObject({ status: 412, body: { code: 'precondition_failed' } });
    expect((await customer.patch(path, { json: {}, headers: { 'If-Match': 'W/"2.1"' } })).status).toBe(412);
    expect((await customer.patch(path, { json: {}, headers: { 'If-Match': '"1.1", "2.77"' } })).status).toBe(200);
    expect((await customer.patch(path, { json: {}, headers: { 'If-Match': '*' } })).status).toBe(200);
    expect((await customer.patch(path, { json: {}, headers: { 'If-Match': 'nonsense' } })).body.code).toBe(
      'malformed_request',
    );
    const viaTrpc = await customer.mutate('profile.update', { full_name: 'C', expected_version: 1 });
    expect(viaTrpc.body.error.data).toMatchObject({ code: 'precondition_failed', httpStatus: 412 });
    expect((await customer.get(path)).body.full_name).toBe('A');
  });

  test('stores a phone’s photo upright, without metadata and in three sizes', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const bytes = await phonePhoto();
    const { body, status } = await customer.patch(path, {
      form: form({ field: 'profile_picture', bytes }, { full_name: 'Ada' }),
    });
    expect(status).toBe(200);
    expect(body.full_name).toBe('Ada');
    const link: string = body.profile_picture;
    expect(link).toMatch(
      new RegExp(`^/media/${customer.tenantId}/customers/${customer.userId}/profile/[\\w-]{22}\\.webp\\?`),
    );
    for (const [query, width, height] of [
      ['', 480, 640],
      ['&size=medium', 192, 256],
      ['&size=thumb', 72, 96],
    ] as const) {
      const image = sharp((await customer.get(link + query)).bytes);
      const { exif, icc, xmp, orientation, ...meta } = await image.metadata();
      expect({ exif, icc, xmp, orientation }).toEqual({});
      expect(meta).toMatchObject({ format: 'webp', width, height });
      // The stripe is at the top of the stored pixels, and on the right of the upright picture.
      const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
      const pixel = (x: number, y: number) => [...data.subarray((y * info.width + x) * info.channels).subarray(0, 3)];
      const [red = 0, , blue = 0] = pixel(Math.floor(width * 0.95), Math.floor(height / 2));
      expect(blue).toBeGreaterThan(red);
      const [leftRed = 0, , leftBlue = 0] = pixel(Math.floor(width * 0.3), Math.floor(height / 2));
      expect(leftRed).toBeGreaterThan(leftBlue);
    }
  });

  test.each(['12', '+4915112345678;', '+4915112345678 ext 5', '+49 30 1234 5612 3456', '004915112345678', '++49151'])(
    'refuses the phone %s instead of dropping a part of it',
    async (phone) => {
      const customer = await api.sharedCustomer();
      const refused = await customer.patch(path, { json: { phone } });
      expect(refused.body.errors).toEqual([expect.objectContaining({ field: 'phone', code: 'phone_invalid' })]);
    },
  );

  test('accepts a file over tRPC through the same reader', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const sent = await customer.post('/trpc/profile.update', {
      form: form({ field: 'profile_picture', bytes: await png() }),
    });
    expect(sent.status).toBe(200);
    expect((await customer.get(sent.body.result.data.profile_picture)).status).toBe(200);
  });

  test('replaces a picture, keeps it if a form does not name it, and removes it for an empty text', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const upload = async (bytes: Buffer) =>
      (await customer.patch(path, { form: form({ field: 'profile_picture', bytes }) })).body.profile_picture as string;
    const first = await upload(await png());
    const second = await upload(await png(16, 16));
    expect((await customer.get(first)).status).toBe(404);
    expect((await customer.get(second)).status).toBe(200);
    const untouched = new FormData();
    untouched.set('profile_picture', new Blob([]), '');
    untouched.set('full_name', 'Still');
    expect((await customer.patch(path, { form: untouched })).body).toMatchObject({
      full_name: 'Still',
      profile_picture: second,
    });
    const empty = form({ field: 'profile_picture', bytes: Buffer.alloc(0), name: 'empty.png' });
    expect((await customer.patch(path, { form: empty })).body.errors[0]).toMatchObject({
      field: 'profile_picture',
      code: 'file_empty',
    });
    const cleared = await customer.patch(path, { form: form(null, { profile_picture: '', phone: '' }) });
    expect(cleared.body).toMatchObject({ profile_picture: null, phone: null, full_name: 'Still' });
    expect((await customer.get(second)).status).toBe(404);
  });

  test('stores neither fields nor file if one of them is refused', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const wrongPhone = form({ field: 'profile_picture', bytes: await png() }, { full_name: 'New', phone: '12' });
    const refused = await customer.patch(path, { form: wrongPhone });
    expect(refused.body.errors).toEqual([expect.objectContaining({ field: 'phone', code: 'phone_invalid' })]);
    const wrongFile = form(
      { field: 'profile_picture', bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') },
      { full_name: 'New' },
    );
    expect((await customer.patch(path, { form: wrongFile })).body.code).toBe('unsupported_media_type');
    const stale = await customer.patch(path, {
      form: form({ field: 'profile_picture', bytes: await png() }, { full_name: 'New' }),
      headers: { 'If-Match': '"99.1"' },
    });
    expect(stale.status).toBe(412);
    expect((await customer.get(path)).body).toMatchObject({ full_name: '', profile_picture: null, version: 1 });
  });
});
