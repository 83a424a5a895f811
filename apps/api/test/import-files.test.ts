import { describe, expect, test } from 'vitest';
import { addressesOf, customersOf, faultsOf, freshEmail, ndjson, send, useImports } from './import-runs.ts';

const { newShop, run } = useImports();

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
