import { createClient } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';
import { type ImportProcess, ImportProcessLost } from '../src/imports/import-process.ts';
import { startImporting } from '../src/jobs/importing.ts';
import { addressesOf, berlin, customersOf, faultsOf, freshEmail, ndjson, send, useImports } from './import-runs.ts';
import { importedHashes, importedPassword } from './imported-hashes.ts';

const { api, newShop, run, start, stop } = useImports();

const paris = { recipient_name: 'Ada', line1: '1 rue de Rivoli', city: 'Paris', postal_code: '75001', country: 'FR' };

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
    const lines = 5000;
    const created = await send(staff, ndjson(...Array.from({ length: lines }, () => ({ email: freshEmail() }))));
    expect(created.body).toMatchObject({ state: 'queued', line: 0 });
    const read = async () => (await staff.get(`/api/imports/${created.body.id}/`)).body;
    await expect.poll(async () => (await read()).line, { interval: 5 }).toBeGreaterThan(0);
    stop();
    await api.settled();
    const stopped = await read();
    expect(stopped.state).toBe('running');
    expect(stopped.line).toBeLessThan(lines);
    start();
    await api.settled();
    expect(await read()).toMatchObject({ state: 'finished', created: lines, unchanged: 0, line: lines });
    const [{ count: customers } = {}] = await api.sql('SELECT count(*) FROM users WHERE tenant_id = $1', [tenantId]);
    expect(Number(customers)).toBe(lines + 1);
    expect(await api.sql('SELECT FROM import_parts WHERE tenant_id = $1', [tenantId])).toEqual([]);
  });

  test('is cancelled while it runs, and ends behind its current batch', async () => {
    const { staff } = await newShop();
    const { body } = await send(staff, ndjson(...Array.from({ length: 5000 }, () => ({ email: freshEmail() }))));
    const path = `/api/imports/${body.id}/`;
    await expect.poll(async () => (await staff.get(path)).body.line, { interval: 5 }).toBeGreaterThan(0);
    expect((await staff.delete(path)).status).toBe(204);
    await api.settled();
    const { state, line, created } = (await staff.get(path)).body;
    expect([state, created]).toEqual(['cancelled', line]);
    expect(await run(staff, ndjson({ email: freshEmail() }))).toMatchObject({ state: 'finished', created: 1 });
  });

  test('fails when its process ends three times at the same line', async () => {
    const { staff } = await newShop();
    stop();
    let runs = 0;
    const importProcess: ImportProcess = {
      run: async () => {
        runs += 1;
        throw new ImportProcessLost();
      },
      close: () => {},
    };
    const { body } = await send(staff, ndjson({ email: freshEmail() }));
    const stopLosing = startImporting({ ...api.dependencies, importProcess });
    await api.settled();
    expect(runs).toBe(2);
    // The lease of the second run is over.
    api.advance(61);
    api.dependencies.imports.wake();
    await api.settled();
    stopLosing();
    start();
    expect((await staff.get(`/api/imports/${body.id}/`)).body).toMatchObject({
      state: 'failed',
      failure: { code: 'internal' },
    });
    expect(runs).toBe(3);
  });

  test('is cancelled before it starts, and cannot be cancelled at its end', async () => {
    const { staff } = await newShop();
    stop();
    const { body } = await send(staff, ndjson({ email: freshEmail() }));
    const path = `/api/imports/${body.id}/`;
    expect((await staff.delete(path)).status).toBe(204);
    expect((await staff.delete(path)).status).toBe(409);
    start();
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
    start();
    await api.settled();
    const first = (await staff.get('/api/imports/?limit=6')).body;
    const second = (await staff.get(`/api/imports/?limit=6&cursor=${first.next_cursor}`)).body;
    expect([first.results.length, second.results.length, second.next_cursor]).toEqual([6, 4, null]);
    expect((await staff.get('/api/imports/?state=queued')).body.results).toEqual([]);
  });
});
