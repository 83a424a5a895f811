import type { Correction } from './country-corrections.ts';
import type { CountryEntries, CountryMetadata } from './country-metadata.ts';

/** A state, province or prefecture, and all that it is called. */
export type Subdivision = {
  code: string;
  name: string;
  latinName: string | null;
  /** ISO 3166-2, where it has one. */
  iso: string | null;
  byLanguage: ReadonlyMap<string, string>;
  /** Its official names, in all scripts. */
  names: readonly string[];
  /** Other names, each of which means it only as a whole. */
  aliases: readonly string[];
  /** It is a city, though none of its names says so. */
  isCity: boolean;
  /** What it asks for otherwise than its country, in the letters of a format, and its own pattern of postal codes. */
  require: string | null;
  zip: string | null;
};

type SubdivisionCorrection = Pick<Correction, 'names' | 'aliases' | 'added' | 'cities' | 'requires'>;

/** The subdivisions that the metadata lists, in its order, and behind them those that a correction adds. */
export const subdivisionsOf = (
  country: string,
  { main, byLanguage }: CountryEntries,
  { names: more = {}, aliases = {}, added = {}, cities = [], requires: ownRequires = {} }: SubdivisionCorrection = {},
): Subdivision[] => {
  const [isoIds, latinNames] = [listOf(main.sub_isoids), listOf(main.sub_lnames)];
  const [requires, zips] = [listOf(main.sub_xrequires), listOf(main.sub_xzips)];
  const translated = [...byLanguage].map(([language, entry]) => [language, namesOf(entry)] as const);
  const listed = [...namesOf(main)].map(([code, name], i): Subdivision => {
    const inLanguages = translated.flatMap(([language, names]) => {
      const found = names.get(code);
      return found === undefined ? [] : [[language, found] as const];
    });
    const latinName = latinNames[i] || null;
    return {
      code,
      name,
      latinName,
      iso: isoIds[i] ? `${country}-${isoIds[i]}` : null,
      byLanguage: new Map(inLanguages),
      names: [name, ...(latinName ? [latinName] : []), ...inLanguages.map(([, found]) => found), ...(more[code] ?? [])],
      aliases: aliases[code] ?? [],
      isCity: cities.includes(code),
      require: ownRequires[code] ?? (requires[i] || null),
      zip: zips[i] || null,
    };
  });
  const younger = Object.entries(added).map(
    ([code, { name = code, iso }]): Subdivision => ({
      ...{ code, name, latinName: null, iso: `${country}-${iso}`, byLanguage: new Map(), names: [name] },
      ...{ aliases: aliases[code] ?? [], isCity: cities.includes(code), require: null, zip: null },
    }),
  );
  return [...listed, ...younger];
};

const listOf = (joined: string | undefined): string[] => joined?.split('~') ?? [];

/** Codes with their names: a code without a name is a name itself. */
const namesOf = ({ sub_keys, sub_names }: CountryMetadata): Map<string, string> => {
  const names = listOf(sub_names);
  return new Map(listOf(sub_keys).map((code, i) => [code, names[i] || code]));
};
