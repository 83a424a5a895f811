import { useApi } from '@doorstep/testing/acceptance-api';
import type { SignedInClient } from '@doorstep/testing/client';
import { beforeAll, describe, expect, test } from 'vitest';

const api = useApi();
const path = '/api/customer/addresses/';
const good = { recipient_name: 'A', line1: 'B', city: 'Berlin', postal_code: '10117', country: 'DE' };
let customer: SignedInClient;

beforeAll(async () => {
  customer = await api.newCustomer(await api.sharedTenant());
});

const raw = (body: string | Uint8Array<ArrayBuffer>, type?: string) =>
  customer.post(path, { raw: { body, ...(type && { type }) } });

describe('JSON', () => {
  test.each([
    ['cut off', '{"recipient_name": "A'],
    ['not JSON', 'recipient_name=A'],
    ['an array', '[]'],
    ['a string', '"text"'],
    ['null', 'null'],
    ['two objects', '{}{}'],
    ['a comment', '{/**/}'],
    ['NaN', '{"location":{"latitude":NaN}}'],
    ['100 000 opening brackets', '['.repeat(99_000)],
    ['a byte order mark alone', '\uFEFF'],
    ['white space alone', ' '],
  ])('that is %s is malformed', async (_name, body) => {
    const answer = await raw(body, 'application/json');
    expect(answer).toMatchObject({ status: 400, body: { code: 'malformed_request' } });
  });

  test('that is not UTF-8 is malformed and not stored as other text', async () => {
    const bytes = Buffer.concat([Buffer.from('{"recipient_name":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
    expect((await raw(new Uint8Array(bytes), 'application/json')).body.code).toBe('malformed_request');
  });

  test.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16'])(
    'with the content type %s is refused',
    async (type) => {
      expect(await raw(JSON.stringify(good), type)).toMatchObject({
        status: 415,
        body: { code: 'unsupported_media_type' },
      });
    },
  );

  test('over 100 kB is too large', async () => {
    const { body } = await raw(JSON.stringify({ ...good, note: 'x'.repeat(100_001) }), 'application/json');
    expect(body.code).toBe('payload_too_large');
  });

  test('may contain keys with a meaning in JavaScript', async () => {
    const { status } = await raw(
      `{"__proto__":{"role":"staff"},"constructor":{"prototype":{}},${JSON.stringify(good).slice(1)}`,
      'application/json',
    );
    expect(status).toBe(201);
    expect(({} as { role?: string }).role).toBeUndefined();
  });
});

describe('A field', () => {
  test.each([
    ['recipient_name', 'a\u0000b', 'characters_invalid'],
    ['recipient_name', 'a\uD800b', 'characters_invalid'],
    ['line1', ['B'], 'invalid_type'],
    ['line1', { $gt: '' }, 'invalid_type'],
    ['country', 49, 'invalid_type'],
    ['is_default_shipping', 'yes', 'invalid_type'],
    ['location', 'here', 'invalid_type'],
    ['delivery_instructions', 'x'.repeat(501), 'too_long'],
    ['phone', '+49 (letters)', 'phone_invalid'],
    ['phone', '00491511234567890', 'phone_invalid'],
  ])('%s is refused by name for %j', async (field, value, code) => {
    const { status, body } = await customer.post(path, { json: { ...good, [field]: value } });
    expect(status).toBe(400);
    expect(body.errors).toEqual([expect.objectContaining({ field, code })]);
  });
});

test('An infinite number is refused by name', async () => {
  const location = '"location":{"latitude":1e400,"longitude":0}';
  const { body } = await raw(`${JSON.stringify(good).slice(0, -1)},${location}}`, 'application/json');
  expect(body.errors).toEqual([expect.objectContaining({ field: 'location.latitude', code: 'invalid_type' })]);
});

test('A request id of the caller is used only if it is valid', async () => {
  const idOf = async (given: string) =>
    (await customer.get('/api/customer/profile/', { headers: { 'X-Request-ID': given } })).headers.get('x-request-id');
  expect(await idOf('order-42')).toBe('order-42');
  expect(await idOf('x'.repeat(500))).toMatch(/^[0-9a-f-]{36}$/);
  expect(await idOf('<script>')).toMatch(/^[0-9a-f-]{36}$/);
});

describe('Entity tags', () => {
  const profile = '/api/customer/profile/';
  const newVersion = async (): Promise<{ version: number; etag: string }> => {
    const { body, headers } = await customer.patch(profile, { json: { full_name: 'Ada' } });
    return { version: body.version, etag: headers.get('etag') ?? '' };
  };
  const patchIf = (tags: string) => customer.patch(profile, { json: {}, headers: { 'If-Match': tags } });

  test('may contain commas, and lists of them may have empty elements', async () => {
    const { etag } = await newVersion();
    const held = await customer.get(profile, { headers: { 'If-None-Match': `"a,b", W/${etag}` } });
    expect(held.status).toBe(304);
    expect((await patchIf(`, "a,b" ,${etag},`)).status).toBe(200);
    expect((await patchIf('"a,b", "c"')).status).toBe(412);
  });

  test('match only in the exact form that the API sends', async () => {
    const { version } = await newVersion();
    expect((await patchIf(`"00${version}.1"`)).status).toBe(412);
    expect((await patchIf(`"${version}.1"`)).status).toBe(200);
  });

  test.each([',', '7', '"a', '"a" "b"', '"a"b', '"a""b"', '"a", *'])('are not %j', async (tags) => {
    expect(await patchIf(tags)).toMatchObject({ status: 400, body: { code: 'malformed_request' } });
  });
});

test('An unknown path gets 404, and an unknown method 405 with Allow', async () => {
  expect(await customer.get('/api/nothing/')).toMatchObject({ status: 404, body: { code: 'not_found' } });
  const wrong = await customer.delete('/api/customer/profile/');
  expect(wrong).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
  expect(wrong.headers.get('allow')).toBe('GET, PATCH, HEAD, OPTIONS');
});

test.each([
  ['/api/customer/profile/', 'GET, PATCH, HEAD, OPTIONS'],
  ['/api/openapi.json', 'GET, HEAD, OPTIONS'],
  ['/health/live', 'GET, HEAD, OPTIONS'],
  ['/trpc/profile.get', 'GET, HEAD, OPTIONS'],
  ['/trpc/profile.update', 'POST, OPTIONS'],
])('OPTIONS on %s lists its methods', async (known, allow) => {
  const { status, headers } = await customer.send('OPTIONS', known);
  expect([status, headers.get('allow')]).toEqual([204, allow]);
});

test.each(['/api/nothing/', '/nothing', '/trpc/nothing.here'])(
  'OPTIONS on the unknown path %s gets 404',
  async (path) => {
    expect((await customer.send('OPTIONS', path)).status).toBe(404);
  },
);

describe('A form', () => {
  const multipart = (body: string) => raw(body, 'multipart/form-data; boundary=b');
  const part = (name: string, value: string, more = '') =>
    `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
  const fields = Object.entries(good)
    .map(([name, value]) => part(name, value))
    .join('');

  test.each([
    ['without a boundary in its type', 'multipart/form-data', fields],
    ['with an unreadable boundary', 'multipart/form-data; boundary=\\/b', fields],
    ['cut off', 'multipart/form-data; boundary=b', fields],
    [
      'with a part without a name',
      'multipart/form-data; boundary=b',
      `--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n`,
    ],
  ])('%s is malformed', async (_name, type, body) => {
    expect(await raw(body, type)).toMatchObject({ status: 400, body: { code: 'malformed_request' } });
  });

  test('with a repeated field is refused by its name', async () => {
    const { body } = await multipart(`${fields}${part('label', 'a')}${part('label', 'b')}--b--\r\n`);
    expect(body.errors).toEqual([expect.objectContaining({ field: 'label' })]);
  });

  test('with unusual field names is read without these fields', async () => {
    const strange = ['__proto__', 'constructor', 'a[b]', 'location[latitude]', 'toString']
      .map((name) => part(name, 'x'))
      .join('');
    expect((await multipart(`${fields}${strange}--b--\r\n`)).status).toBe(201);
  });

  test('with unknown fields is read without them, even if their values are invalid', async () => {
    const unknown = [
      part('x', 'x'.repeat(30_000)),
      part('y'.repeat(300), 'x'),
      part('z', '\uFFFD'),
      part('label[]', 'x'),
    ];
    const { status, body } = await multipart(`${fields}${unknown.join('')}--b--\r\n`);
    expect([status, body.label]).toEqual([201, '']);
    const bytes = Buffer.concat([
      Buffer.from(`${fields}${part('x', '')}`),
      Buffer.from([0xff]),
      Buffer.from('\r\n--b--\r\n'),
    ]);
    expect((await raw(new Uint8Array(bytes), 'multipart/form-data; boundary=b')).status).toBe(201);
  });

  test('over the size limit is too large', async () => {
    const filler = part('x', 'x'.repeat(500_000)).repeat(25);
    expect((await multipart(`${fields}${filler}--b--\r\n`)).body.code).toBe('payload_too_large');
  });

  test('accepts the replacement character as JSON does, and refuses invalid UTF-8 by name', async () => {
    for (const type of ['', '\r\nContent-Type: text/plain; charset=utf-8']) {
      const { body } = await multipart(`${fields}${part('label', 'a\uFFFDé', type)}--b--\r\n`);
      expect(body.label).toBe('a\uFFFDé');
      const start = Buffer.from(`${fields}${part('label', 'a', type)}`).subarray(0, -2);
      const bytes = Buffer.concat([start, Buffer.from([0xc3, 0x28]), Buffer.from('\r\n--b--\r\n')]);
      const refused = await raw(new Uint8Array(bytes), 'multipart/form-data; boundary=b');
      expect(refused.body.errors).toEqual([expect.objectContaining({ field: 'label', code: 'characters_invalid' })]);
    }
  });

  test('with a text over 20 kB in a known field is refused by its name', async () => {
    const { status, body } = await multipart(`${fields}${part('label', 'x'.repeat(20_001))}--b--\r\n`);
    expect([status, body.errors]).toEqual([400, [expect.objectContaining({ field: 'label', code: 'too_long' })]]);
  });

  test('with too many parts is too large', async () => {
    const many = Array.from({ length: 300 }, (_, i) => part(`f${i}`, 'x')).join('');
    expect((await multipart(`${many}--b--\r\n`)).body.code).toBe('payload_too_large');
  });
});
