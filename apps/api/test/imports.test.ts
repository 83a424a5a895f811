import { type Answer, createClient, type SignedInClient } from '@doorstep/testing/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startImporting } from '../src/jobs/importing.ts';
import { useApi } from './harness.ts';
import { importedHashes, importedPassword } from './imported-hashes.ts';

// On its own database, because another server would run the imports too.
const api = useApi({}, { ownDatabase: true });

let stop: () => void;
beforeAll(() => {
  stop = startImporting(api.dependencies);
});
afterAll(() => stop());

let count = 0;
const fresh = () => `import${process.pid}-${++count}`;
const freshEmail = () => `${fresh()}@example.com`;

const newShop = async (settings: Record<string, string> = {}) => {
  const tenantId = await api.newTenant(settings);
  const staff = await api.newCustomer(tenantId, freshEmail());
  await api.setRole(tenantId, staff.email, 'owner');
  return { tenantId, staff };
};

const berlin = {
  recipient_name: 'Ada Lovelace',
  line1: 'Unter den Linden 1',
  city: 'Berlin',
  postal_code: '10117',
  country: 'DE',
};
const paris = { recipient_name: 'Ada', line1: '1 rue de Rivoli', city: 'Paris', postal_code: '75001', country: 'FR' };

const send = (staff: SignedInClient, content: string | Uint8Array<ArrayBuffer>, mode?: string): Promise<Answer> => {
  const form = new FormData();
  form.append('file', new Blob([content]), 'customers.ndjson');
  if (mode) form.append('mode', mode);
  return staff.post('/api/imports/', { form });
};

/** Imports a file and returns the import at its end. */
const run = async (staff: SignedInClient, content: string | Uint8Array<ArrayBuffer>, mode?: string) => {
  const created = await send(staff, content, mode);
  expect(created.status).toBe(202);
  await api.settled();
  const { pathname } = new URL(created.headers.get('Location') ?? '');
  return (await staff.get(pathname)).body;
};

const ndjson = (...lines: unknown[]): string => lines.map((line) => JSON.stringify(line)).join('\n');

const faultsOf = async (staff: SignedInClient, { id }: { id: string }, language = 'en') => {
  const { bytes } = await staff.get(`/api/imports/${id}/errors.ndjson`, { headers: { 'Accept-Language': language } });
  const lines = bytes.toString().split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as { line: number; field: string; code: string; message: string });
};

const customersOf = async (staff: SignedInClient, query: Record<string, string> = {}) =>
  (await staff.get(`/api/customers/?${new URLSearchParams(query)}`)).body.results;

const addressesOf = async (staff: SignedInClient, id: string) =>
  (await staff.get(`/api/customers/${id}/addresses/`)).body.results;

describe('An import', () => {
  test('creates customers with their addresses, as the API would', async () => {
    const { staff } = await newShop();
    const email = freshEmail();
    const ended = await run(
      staff,
      ndjson({
        external_id: 'erp 1',
        email: `  ${email.toUpperCase()} `,
        full_name: 'Ada Lovelace',
        phone: '+4915112345678',
        metadata: { tier: 'gold' },
        addresses: [{ ...berlin, is_default_shipping: true, phone: '030 12345678' }, paris],
      }),
    );
    expect(ended).toMatchObject({ state: 'finished', created: 1, updated: 0, unchanged: 0, failed: 0, line: 1 });
    const [customer] = await customersOf(staff, { search: 'lovelace berlin' });
    expect(customer).toMatchObject({
      external_id: 'erp 1',
      full_name: 'Ada Lovelace',
      phone: '+4915112345678',
      status: 'invited',
      email_verified: false,
      metadata: { tier: 'gold' },
      addresses_count: 2,
    });
    const addresses = await addressesOf(staff, customer.id);
    expect(addresses).toHaveLength(2);
    expect(addresses.find(({ city }: { city: string }) => city === 'Berlin')).toMatchObject({
      is_default_shipping: true,
      phone: '+493012345678',
      proof_status: 'none',
    });
    const activity = (await staff.get(`/api/customers/${customer.id}/activity/`)).body.results;
    expect(activity.map(({ action, by }: { action: string; by: string }) => [action, by])).toEqual(
      expect.arrayContaining([
        ['user.created', 'staff'],
        ['address.created', 'staff'],
      ]),
    );
  });

  test('of the same file a second time changes nothing', async () => {
    const { staff } = await newShop();
    const file = ndjson(
      ...Array.from({ length: 250 }, (_, i) => ({
        email: freshEmail(),
        external_id: `n${i}`,
        addresses: [berlin, paris],
      })),
    );
    expect(await run(staff, file)).toMatchObject({ created: 250, failed: 0 });
    const before = await api.sql('SELECT count(*) FROM audit_events');
    expect(await run(staff, file)).toMatchObject({ created: 0, updated: 0, unchanged: 250, failed: 0, line: 250 });
    const [{ count: after } = {}] = await api.sql<{ count: string }>('SELECT count(*) FROM audit_events');
    // The upload and the end of the import itself.
    expect(Number(after) - Number(before[0]?.count)).toBe(2);
  });

  test('changes what a line names, and leaves the rest', async () => {
    const { staff } = await newShop();
    const email = freshEmail();
    const given = { ...berlin, label: 'Home', is_default_shipping: true, is_default_billing: false };
    await run(
      staff,
      ndjson({
        email,
        full_name: 'Ada',
        metadata: { a: '1' },
        addresses: [given, { ...paris, is_default_billing: true }],
      }),
    );
    const line = {
      email,
      external_id: 'x',
      addresses: [
        { ...berlin, is_default_billing: true },
        { ...paris, is_default_shipping: true },
      ],
    };
    expect(await run(staff, ndjson(line))).toMatchObject({ updated: 1, failed: 0 });
    const [customer] = await customersOf(staff, { email });
    expect(customer).toMatchObject({
      full_name: 'Ada',
      external_id: 'x',
      metadata: { a: '1' },
      addresses_count: 2,
      version: 2,
    });
    const addresses = await addressesOf(staff, customer.id);
    const of = (name: string) => addresses.find(({ city }: { city: string }) => city === name);
    expect(of('Berlin')).toMatchObject({ label: 'Home', is_default_shipping: false, is_default_billing: true });
    expect(of('Paris')).toMatchObject({ is_default_shipping: true, is_default_billing: false });
  });

  test('finds a customer by external id and moves the e-mail, about which it mails the old one', async () => {
    const { tenantId, staff } = await newShop();
    const customer = await api.newCustomer(tenantId, freshEmail());
    await staff.patch(`/api/customers/${customer.userId}/`, { json: { external_id: 'erp' } });
    await api.sql('UPDATE users SET email_verified_at = now() WHERE id = $1', [customer.userId]);
    const email = freshEmail();
    expect(await run(staff, ndjson({ external_id: 'erp', email }))).toMatchObject({ updated: 1, failed: 0 });
    const [moved] = await customersOf(staff, { external_id: 'erp' });
    expect(moved).toMatchObject({ id: customer.userId, email, email_verified: false });
    const mails = await api.sql('SELECT kind FROM mails WHERE user_id = $1 ORDER BY kind', [customer.userId]);
    expect(mails.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['email_changed_by_shop', 'email_verify']));
  });

  test('takes the changes of lines that find the same customer by different keys', async () => {
    const { staff } = await newShop();
    const email = freshEmail();
    await run(staff, ndjson({ email, external_id: 'same' }));
    const file = ndjson({ external_id: 'same', full_name: 'Ada' }, { email, phone: '+4915112345678' });
    expect(await run(staff, file)).toMatchObject({ updated: 2, failed: 0 });
    expect(await customersOf(staff)).toMatchObject([{ full_name: 'Ada', phone: '+4915112345678', version: 3 }]);
  });

  test('only validates, and writes no customer', async () => {
    const { staff } = await newShop();
    const good = { email: freshEmail(), addresses: [berlin] };
    const ended = await run(staff, ndjson(good, { email: 'nobody' }), 'validate');
    expect(ended).toMatchObject({ mode: 'validate', state: 'finished', created: 1, failed: 1 });
    expect(await customersOf(staff)).toEqual([]);
  });

  test('keeps ids and times of new customers and addresses', async () => {
    const { staff } = await newShop();
    const id = '0199d3c1-7a10-7c51-9d5e-2f6b8a1c0d3e';
    const addressId = '0199d3c1-7a10-7c51-9d5e-2f6b8a1c0d3f';
    const created_at = '2020-01-02T03:04:05.678Z';
    const line = { id, email: freshEmail(), created_at, addresses: [{ ...berlin, id: addressId, created_at }] };
    expect(await run(staff, ndjson(line, { id, email: freshEmail() }))).toMatchObject({ created: 1, failed: 1 });
    expect((await staff.get(`/api/customers/${id}/`)).body).toMatchObject({ created_at });
    expect(await addressesOf(staff, id)).toMatchObject([{ id: addressId, created_at }]);
  });
});

describe('A line with a fault', () => {
  test('names line, field and code in the language of the reader, and does not stop the others', async () => {
    const { tenantId, staff } = await newShop({ 'limits.live_addresses': '2', duplicate_addresses: 'refuse' });
    const shared = freshEmail();
    const other = freshEmail();
    await run(staff, ndjson({ email: shared, external_id: 'one' }, { email: other, external_id: 'two' }));
    const file = [
      JSON.stringify({ email: freshEmail() }),
      '{"email": ',
      '[1]',
      JSON.stringify({ full_name: 'Nobody' }),
      '',
      JSON.stringify({ email: 'no', phone: '12', full_name: 'x'.repeat(121), metadata: { a: 'y'.repeat(501) } }),
      JSON.stringify({ email: freshEmail(), addresses: [paris, { ...berlin, postal_code: '1' }] }),
      JSON.stringify({ email: freshEmail(), addresses: [berlin, paris, { ...berlin, line1: 'Another' }] }),
      JSON.stringify({ email: freshEmail(), addresses: [berlin, { ...berlin, line1: 'unter den linden 1 ' }] }),
      JSON.stringify({ email: freshEmail(), password_hash: 'md5$salt$00' }),
      JSON.stringify({ email: shared, external_id: 'two' }),
      JSON.stringify({ email: staff.email }),
      JSON.stringify({ external_id: 'unknown' }),
      JSON.stringify({ email: freshEmail(), full_name: '\u0000' }),
      JSON.stringify({ email: freshEmail() }),
    ].join('\r\n');
    const ended = await run(staff, file);
    expect(ended).toMatchObject({ state: 'finished', created: 2, failed: 12, line: 15 });
    const faults = await faultsOf(staff, ended);
    expect(faults.map(({ line, field, code }) => `${line} ${field} ${code}`)).toEqual([
      '2  json_invalid',
      '3  invalid_type',
      '4 email required',
      '6 email email_invalid',
      '6 full_name too_long',
      '6 phone phone_invalid',
      '6 metadata.a too_long',
      '7 addresses.1.postal_code postal_code_invalid',
      '8 addresses address_limit_reached',
      '9 addresses.1 duplicate_address',
      '10 password_hash hash_unsupported',
      '11 email email_taken',
      '12 email email_taken',
      '13 email required',
      '14 full_name characters_invalid',
    ]);
    const german = await faultsOf(staff, ended, 'de');
    expect(german[0]?.message).toContain('Zeile');
    expect(german.map(({ code }) => code)).toEqual(faults.map(({ code }) => code));
    expect((await api.sql('SELECT FROM users WHERE tenant_id = $1', [tenantId])).length).toBe(5);
  });

  test('is not imported in part', async () => {
    const { staff } = await newShop();
    await run(staff, ndjson({ email: freshEmail(), addresses: [berlin, { ...berlin, country: 'XX' }] }));
    expect(await customersOf(staff)).toEqual([]);
  });
});

describe('A CSV file', () => {
  test('has the paths of fields as columns, whatever its quotes, line ends, mark and separator', async () => {
    const { staff } = await newShop();
    const [first, second] = [freshEmail(), freshEmail()];
    const rows = [
      'email;full_name;metadata.tier;email_verified;addresses.0.recipient_name;addresses.0.line1;addresses.0.city;addresses.0.postal_code;addresses.0.country;addresses.0.location.latitude;addresses.0.location.longitude',
      `${first};"Lovelace; ""Ada""";gold;TRUE;Ada;"Unter den\nLinden 1";Berlin;10117;DE;52.5;13.4`,
      ';;;;;;;;;;',
      `${second};Grace`,
      `${freshEmail()};x;y;perhaps`,
      `${freshEmail()};1;2;true;4;5;6;7;8;9;10;11`,
    ];
    const ended = await run(staff, `\uFEFF${rows.join('\r\n')}\r\n`);
    expect(ended).toMatchObject({ state: 'finished', created: 2, failed: 2 });
    const [customer] = await customersOf(staff, { email: first });
    expect(customer).toMatchObject({ full_name: 'Lovelace; "Ada"', email_verified: true, metadata: { tier: 'gold' } });
    expect(await addressesOf(staff, customer.id)).toMatchObject([
      { city: 'Berlin', location: { latitude: 52.5, longitude: 13.4 } },
    ]);
    expect(await customersOf(staff, { email: second })).toMatchObject([{ full_name: 'Grace', metadata: {} }]);
    expect((await faultsOf(staff, ended)).map(({ line, field, code }) => `${line} ${field} ${code}`)).toEqual([
      '6 email_verified invalid_type',
      '7  csv_columns_invalid',
    ]);
  });

  test.each([
    ['without a header', 'a@example.com,Ada\n', 'csv_header_invalid'],
    [
      'with bytes that are not UTF-8',
      Buffer.from('email,full_name\na@example.com,\xe9\n', 'latin1'),
      'characters_invalid',
    ],
    ['with a quote that is not closed', `email,full_name\na@example.com,"${'x'.repeat(1_100_000)}`, 'csv_invalid'],
  ])('%s fails with the reason', async (_what, content, code) => {
    const { staff } = await newShop();
    const ended = await run(staff, typeof content === 'string' ? content : new Uint8Array(content));
    expect(ended).toMatchObject({ state: 'failed', failure: { field: 'file', code, message: expect.any(String) } });
  });
});

describe('A file', () => {
  test.each([
    ['ZIP', [0x50, 0x4b, 3, 4]],
    ['gzip', [0x1f, 0x8b, 8, 0]],
    ['UTF-16', [0xff, 0xfe, 0x65, 0]],
    ['binary', [0x65, 0, 0x65, 0]],
  ])('of the type %s is refused', async (_type, bytes) => {
    const { staff } = await newShop();
    const refused = await send(staff, new Uint8Array(bytes));
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toMatchObject([{ field: 'file', code: 'file_type' }]);
  });

  test('is required, and is no text', async () => {
    const { staff } = await newShop();
    const form = new FormData();
    form.append('file', 'text');
    for (const options of [{ form }, { json: { file: 'x' } }, { json: {} }]) {
      const refused = await staff.post('/api/imports/', options);
      expect(refused.status).toBe(400);
      expect(refused.body.errors).toMatchObject([{ field: 'file' }]);
    }
  });

  test('of more than 100 MB is refused', async () => {
    const { staff } = await newShop();
    const refused = await send(staff, new Uint8Array(100_000_001).fill(0x20));
    expect(refused.status).toBe(413);
  });

  test('may have a line of 50 MB, which fails alone', async () => {
    const { staff } = await newShop();
    const file = `${ndjson({ email: freshEmail() })}\n{"full_name": "${'x'.repeat(50_000_000)}"}\n${ndjson({ email: freshEmail() })}`;
    const ended = await run(staff, file);
    expect(ended).toMatchObject({ state: 'finished', created: 2, failed: 1, line: 3 });
    expect(await faultsOf(staff, ended)).toMatchObject([{ line: 2, code: 'too_long' }]);
  });

  test('that is empty or blank imports nothing', async () => {
    const { staff } = await newShop();
    expect(await run(staff, '\n \n')).toMatchObject({ state: 'finished', created: 0, failed: 0 });
  });
});

describe('A password hash', () => {
  test.each(Object.entries(importedHashes))(
    'of %s lets the customer sign in with the old password',
    async (_name, password_hash) => {
      const { tenantId, staff } = await newShop();
      const email = freshEmail();
      await run(staff, ndjson({ email, password_hash, email_verified: true }));
      expect(await customersOf(staff, { email })).toMatchObject([{ status: 'active', email_verified: true }]);
      const client = createClient(api.url, { tenantId });
      const signIn = (password: string) => client.post('/api/auth/login/', { json: { email, password } });
      expect((await signIn('wrong')).status).toBe(401);
      expect((await signIn(importedPassword)).status).toBe(200);
    },
  );

  test('never replaces the password of a customer, and is set for one without', async () => {
    const { tenantId, staff } = await newShop();
    const [password_hash] = Object.values(importedHashes);
    const active = await api.newCustomer(tenantId, freshEmail());
    const invited = freshEmail();
    await run(staff, ndjson({ email: invited }));
    const file = ndjson(
      { email: active.email, password_hash, email_verified: true },
      { email: invited, password_hash },
    );
    expect(await run(staff, file)).toMatchObject({ updated: 1, unchanged: 1 });
    expect(await customersOf(staff, { email: invited })).toMatchObject([{ status: 'active', version: 2 }]);
    expect(await customersOf(staff, { email: active.email })).toMatchObject([{ email_verified: false, version: 1 }]);
    const rows = await api.sql<{ password_hash: string }>('SELECT password_hash FROM users WHERE id = $1', [
      active.userId,
    ]);
    expect(rows[0]?.password_hash).not.toBe(password_hash);
  });
});

describe('An import that is interrupted', () => {
  test('continues behind its last batch', async () => {
    const { tenantId, staff } = await newShop();
    stop();
    const created = await send(staff, ndjson(...Array.from({ length: 350 }, () => ({ email: freshEmail() }))));
    expect(created.body).toMatchObject({ state: 'queued', line: 0 });
    const path = `/api/imports/${created.body.id}/`;
    // Stopped at once, it ends behind the first batch.
    startImporting(api.dependencies)();
    await api.settled();
    stop = startImporting(api.dependencies);
    await api.settled();
    expect((await staff.get(path)).body).toMatchObject({ state: 'finished', created: 350, unchanged: 0, line: 350 });
    const [{ count: customers } = {}] = await api.sql('SELECT count(*) FROM users WHERE tenant_id = $1', [tenantId]);
    expect(Number(customers)).toBe(351);
    expect(await api.sql('SELECT FROM import_parts WHERE tenant_id = $1', [tenantId])).toEqual([]);
  });

  test('is cancelled before it starts, and cannot be cancelled at its end', async () => {
    const { staff } = await newShop();
    stop();
    const { body } = await send(staff, ndjson({ email: freshEmail() }));
    const path = `/api/imports/${body.id}/`;
    expect((await staff.delete(path)).status).toBe(204);
    expect((await staff.delete(path)).status).toBe(409);
    stop = startImporting(api.dependencies);
    await api.settled();
    expect((await staff.get(path)).body).toMatchObject({ state: 'cancelled', created: 0 });
    expect(await customersOf(staff)).toEqual([]);
  });

  test('is one of at most ten that wait', async () => {
    const { staff } = await newShop();
    stop();
    for (let sent = 0; sent < 10; sent++) expect((await send(staff, '{}')).status).toBe(202);
    const refused = await send(staff, '{}');
    expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } });
    stop = startImporting(api.dependencies);
    await api.settled();
    const first = (await staff.get('/api/imports/?limit=6')).body;
    const second = (await staff.get(`/api/imports/?limit=6&cursor=${first.next_cursor}`)).body;
    expect([first.results.length, second.results.length, second.next_cursor]).toEqual([6, 4, null]);
    expect((await staff.get('/api/imports/?state=queued')).body.results).toEqual([]);
  });
});
