import type { Language } from '@doorstep/contracts/messages/catalogues';
import { localize } from '@doorstep/contracts/messages/message';
import { useApi } from '@doorstep/testing/acceptance-api';
import { type Answer, type Client, createClient } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';

const api = useApi();
const path = '/api/customer/addresses/';
const berlin = { recipient_name: 'Ada', line1: 'Main 1', city: 'Berlin', postal_code: '10117', country: 'DE' };

const acceptLanguage = (language: string) => ({ 'Accept-Language': language });
const arabic = /\p{Script=Arabic}/u;

/** Returns the texts of an answer, on either transport. */
const textsOf = ({ body }: Answer): { detail: string; errors: { field: string; code: string; message: string }[] } =>
  'error' in body ? { detail: body.error.message, errors: body.error.data.errors } : { errors: [], ...body };

const expectIn = ({ headers }: Answer, language: Language): void => {
  expect(headers.get('content-language')).toBe(language);
  expect(headers.get('vary')).toContain('Accept-Language');
};

type Headers = Record<string, string>;

const transports = {
  REST: {
    create: (client: Client, json: object, headers: Headers) => client.post(path, { json, headers }),
    get: (client: Client, id: string, headers: Headers) => client.get(`${path}${id}/`, { headers }),
    login: (client: Client, json: object, headers: Headers) => client.post('/api/auth/login/', { json, headers }),
  },
  tRPC: {
    create: (client: Client, json: object, headers: Headers) => client.post('/trpc/address.create', { json, headers }),
    get: (client: Client, id: string, headers: Headers) =>
      client.get(`/trpc/address.get?input=${encodeURIComponent(JSON.stringify({ id }))}`, { headers }),
    login: (client: Client, json: object, headers: Headers) => client.post('/trpc/account.login', { json, headers }),
  },
};

describe.each(Object.entries(transports))('Over %s', (_name, call) => {
  test.each([
    ['de-AT', 'de', 'Geben Sie eine gültige Telefonnummer mit Landesvorwahl ein, zum Beispiel +4915112345678.'],
    ['ar-EG', 'ar', 'أدخل رقم هاتف صالحًا مع رمز البلد، مثل \u2068+4915112345678\u2069.'],
    ['fr', 'en', 'Enter a valid phone number with its country code, such as +4915112345678.'],
  ] as const)('a fault of a field for Accept-Language %s is in %s', async (asked, language, message) => {
    const answer = await call.create(
      await api.sharedCustomer(),
      { ...berlin, phone: '1', label: 'x'.repeat(61) },
      acceptLanguage(asked),
    );
    const { detail, errors } = textsOf(answer);
    expect(errors).toContainEqual({ field: 'phone', code: 'phone_invalid', message });
    const tooLong = localize({ key: 'too_long', max: 60, length: 61 }, language);
    expect(errors).toContainEqual({ field: 'label', code: 'too_long', message: tooLong });
    expect(detail).toBe(localize({ key: 'fields_invalid', fields: ['label', 'phone'] }, language));
    expectIn(answer, language);
  });

  test.each([
    [
      'de',
      'Geben Sie im Feld „Postleitzahl“ einen gültigen Wert ein (Land: Deutschland), zum Beispiel 26133 oder 53225.',
    ],
    ['ar', 'أدخل في حقل «الرمز البريدي» قيمة صالحة في ألمانيا، مثل \u206826133\u2069 أو \u206853225\u2069.'],
    ['en', 'Enter a valid postal code for Germany, such as 26133 or 53225.'],
  ] as const)('a fault by the rules of a country is in %s, as an error and as a warning', async (language, message) => {
    const fault = { field: 'postal_code', code: 'postal_code_invalid', message };
    const fields = { ...berlin, postal_code: '1' };
    const refused = await call.create(await api.sharedCustomer(), fields, acceptLanguage(language));
    expect(textsOf(refused).errors).toEqual([fault]);
    expectIn(refused, language);
    const warned = await api.newCustomer(await api.newTenant({ address_checking: 'warn' }));
    const stored = await call.create(warned, fields, acceptLanguage(language));
    expect((stored.body.result?.data ?? stored.body).warnings).toEqual([fault]);
    expectIn(stored, language);
  });

  test('an answer without text has no Content-Language', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const { status, headers } = await call.create(customer, berlin, acceptLanguage('ar'));
    expect(status).toBeLessThan(300);
    expect(headers.get('content-language')).toBeNull();
  });

  test('a 404 is in Arabic', async () => {
    const customer = await api.sharedCustomer();
    const answer = await call.get(customer, customer.userId, acceptLanguage('ar'));
    expect([answer.status, textsOf(answer).detail]).toEqual([404, 'غير موجود']);
    expectIn(answer, 'ar');
  });

  test('a 429 says in Arabic how long to wait', async () => {
    const tenantId = await api.newTenant({ 'limits.failed_sign_ins_per_account': '1' });
    const { email } = await api.newCustomer(tenantId);
    const client = createClient(api.url, { tenantId });
    const attempt = () => call.login(client, { email, password: 'wrong' }, acceptLanguage('ar, en;q=0.5'));
    expect(textsOf(await attempt()).detail).toBe('البريد الإلكتروني أو كلمة المرور غير صحيحة');
    const answer = await attempt();
    const seconds = Number(answer.headers.get('retry-after'));
    expect([answer.status, textsOf(answer).detail]).toEqual([429, localize({ key: 'try_again_in', seconds }, 'ar')]);
  });
});

describe('A problem', () => {
  test('has title and detail in the requested language, and the same code', async () => {
    const client = createClient(api.url, { tenantId: '' });
    const { body } = await client.get('/api/nothing/', { headers: acceptLanguage('de') });
    expect(body).toMatchObject({
      code: 'not_found',
      title: 'Nicht gefunden',
      detail: 'Diesen Pfad gibt es nicht. Prüfen Sie die URL.',
    });
  });

  test('is in English without Accept-Language', async () => {
    const answer = await createClient(api.url, { tenantId: '' }).get('/api/nothing/');
    expect(answer.body).toMatchObject({ title: 'Not found', detail: 'This path does not exist. Check the URL.' });
    expectIn(answer, 'en');
  });

  test('before a call of tRPC is in the requested language', async () => {
    const client = createClient(api.url, { tenantId: '' });
    for (const wrong of ['/trpc/%zz', '/trpc/nothing.here', `/trpc/${'tenant.get,'.repeat(20)}tenant.get?batch=1`]) {
      const answer = await client.get(wrong, { headers: acceptLanguage('ar') });
      expect(answer.body.error.message, wrong).toMatch(arabic);
      expectIn(answer, 'ar');
    }
  });

  test('of single calls in a batch is in the requested language', async () => {
    const customer = await api.sharedCustomer();
    const answer = await customer.get('/trpc/profile.get,address.list?batch=1&input={"1":{"limit":0}}', {
      headers: acceptLanguage('de'),
    });
    expect(answer.body[0].result.data.email).toBe(customer.email);
    expect(answer.body[1].error.data.errors[0].message).toBe('Geben Sie einen Wert von mindestens 1 ein.');
    expectIn(answer, 'de');
  });
});

describe('A warning', () => {
  test('in the answer to a retry is in the language of the retry', async () => {
    const customer = await api.newCustomer(await api.newTenant({ address_checking: 'warn' }));
    const send = (language: string) =>
      customer.post(path, {
        json: { ...berlin, city: '' },
        headers: { ...acceptLanguage(language), 'Idempotency-Key': 'once' },
      });
    const first = await send('de');
    expect(first.body.warnings[0].message).toBe(
      'Füllen Sie das Feld „Ort“ aus. Es ist erforderlich (Land: Deutschland).',
    );
    const again = await send('ar');
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const message = 'املأ حقل «المدينة». هذا الحقل مطلوب في ألمانيا.';
    expect(again.body).toEqual({ ...first.body, warnings: [{ ...first.body.warnings[0], message }] });
    expectIn(again, 'ar');
  });
});

test('A field of an address has its name in the caller’s language', async () => {
  const namesIn = async (language: string) => {
    const anyone = createClient(api.url, { tenantId: '' });
    const { body } = await anyone.get('/api/address-rules/IE/', { headers: acceptLanguage(language) });
    return body.fields.map(({ name }: { name: string }) => name);
  };
  expect(await namesIn('de')).toContain('Townland');
  expect(await namesIn('de')).toContain('Straße und Hausnummer');
  expect((await namesIn('ar')).every((name: string) => arabic.test(name))).toBe(true);
  expect(await namesIn('fr')).toContain('Street address');
});

test.each(['\u00ff\u00fe', ';'.repeat(5000), 'a,'.repeat(5000), 'q=1;q=1;q=1', '-', '@'])(
  'An Accept-Language that is invalid does not fail the request: %j',
  async (junk) => {
    const client = createClient(api.url, { tenantId: '' });
    for (const [where, status] of [
      ['/api/nothing/', 404],
      ['/api/address-rules/DE/', 200],
    ] as const) {
      expect((await client.get(where, { headers: acceptLanguage(junk) })).status).toBe(status);
    }
  },
);

test('A faulty version has its message in the caller’s language over tRPC', async () => {
  const customer = await api.sharedCustomer();
  const headers = acceptLanguage('de');
  const answer = await customer.post('/trpc/profile.update', { json: { expected_version: 'x' }, headers });
  expect(textsOf(answer).errors).toEqual([
    { field: 'expected_version', code: 'invalid', message: 'Geben Sie einen gültigen Wert ein.' },
  ]);
});
