import { countryCodes } from '@doorstep/contracts/countries';
import { useApi } from '@doorstep/testing/acceptance-api';
import { createClient } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';

const api = useApi();
const anyone = () => createClient(api.url, { tenantId: '' });

type Country = { country: string; name: string };
type Field = { field: string; name: string; required: boolean };
type Subdivision = { code: string; name: string; iso: string | null };

const namesIn = async (language: string): Promise<Record<string, string>> => {
  const { body } = await anyone().get('/api/address-rules/', { headers: { 'Accept-Language': language } });
  return Object.fromEntries(body.results.map(({ country, name }: Country) => [country, name]));
};
const ruleOf = async (country: string, language = 'en') =>
  (await anyone().get(`/api/address-rules/${country}/`, { headers: { 'Accept-Language': language } })).body;

describe('The list of countries', () => {
  test('contains every country of an address, with Kosovo and the territories', async () => {
    const names = await namesIn('en');
    expect(Object.keys(names).sort()).toEqual([...countryCodes].sort());
    expect(names).toMatchObject({ XK: 'Kosovo', PR: 'Puerto Rico', GG: 'Guernsey', RE: 'Réunion' });
  });

  test.each([
    ['de-AT', 'Ungarn'],
    ['ja', 'ハンガリー'],
    ['fr;q=0.5, hu', 'Magyarország'],
    ['tlh, es;q=0.9', 'Hungría'],
    ['*', 'Hungary'],
    ['not a language, @@, -', 'Hungary'],
    ['', 'Hungary'],
  ])('has names in the language of Accept-Language: %s', async (language, hungary) => {
    expect((await namesIn(language)).HU).toBe(hungary);
  });

  test('may be cached for each language', async () => {
    const { headers } = await anyone().get('/api/address-rules/');
    expect(headers.get('cache-control')).toBe('public, max-age=3600');
    expect(headers.get('vary')).toContain('Accept-Language');
  });

  test('has names in the caller’s language over tRPC too', async () => {
    const answer = await anyone().send('GET', '/trpc/addressRule.list', { headers: { 'Accept-Language': 'de' } });
    expect(answer.body.result.data.results).toContainEqual({ country: 'HU', name: 'Ungarn' });
  });
});

describe('The address rule of a country', () => {
  test('lists used and required fields, their local names and their order', async () => {
    const { fields, label, latin_label, postal_code } = await ruleOf('us');
    const required = fields.filter((field: Field) => field.required).map(({ field }: Field) => field);
    expect(required).toEqual(['recipient_name', 'line1', 'city', 'state', 'postal_code']);
    expect(fields.find(({ field }: Field) => field === 'postal_code')).toMatchObject({ kind: 'zip', name: 'ZIP code' });
    expect(label).toEqual([
      ['recipient_name'],
      ['company'],
      ['line1', 'line2', 'line3'],
      ['city', 'state', 'postal_code'],
    ]);
    expect(latin_label).toBeNull();
    expect(new RegExp(`^(?:${postal_code.pattern})$`).test('94104-1234')).toBe(true);
  });

  test('lists subdivisions with codes, and names in the caller’s language', async () => {
    const of = async (country: string, language: string, iso: string) =>
      (await ruleOf(country, language)).subdivisions.find((subdivision: Subdivision) => subdivision.iso === iso);
    expect(await of('CA', 'fr-CH', 'CA-QC')).toMatchObject({ code: 'QC', name: 'Québec' });
    expect(await of('CA', 'en, fr', 'CA-QC')).toMatchObject({ name: 'Quebec' });
    expect(await of('JP', 'en', 'JP-13')).toMatchObject({ code: '東京都', latin_name: 'Tokyo' });
    expect(await of('CL', 'es', 'CL-NB')).toMatchObject({ code: 'Ñuble', name: 'Ñuble' });
    expect(await of('CN', 'en', 'CN-BJ')).toMatchObject({ code: '北京市', latin_name: 'Beijing Shi' });
    expect(await of('IR', 'en', 'IR-23')).toMatchObject({ latin_name: 'Tehran Province' });
    expect(await of('IN', 'en', 'IN-UK')).toMatchObject({ name: 'Uttarakhand' });
    expect((await ruleOf('DE')).subdivisions).toEqual([]);
  });

  test('lists a separate field order for labels in Latin script', async () => {
    const { label, latin_label } = await ruleOf('JP');
    expect(label.flat()).toEqual(expect.arrayContaining(latin_label.flat()));
    expect([label[0], latin_label[0]]).toEqual([['postal_code'], ['recipient_name']]);
  });

  test.each(['ZZ', 'XX', 'XC', 'Germany', 'ß', 'D'])('is not found for %s', async (country) => {
    const { status, body } = await anyone().get(`/api/address-rules/${encodeURIComponent(country)}/`);
    expect([status, body.code]).toEqual([404, 'not_found']);
  });

  test.each([...countryCodes])('of %s fits its own examples', async (country) => {
    const { postal_code, fields } = await ruleOf(country);
    for (const example of postal_code?.examples ?? []) {
      expect(example).toMatch(new RegExp(`^(?:${postal_code.pattern})$`, 'u'));
    }
    expect(fields.every(({ name }: Field) => /^[A-Z]/.test(name))).toBe(true);
  });
});
