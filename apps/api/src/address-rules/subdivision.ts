import type { Correction } from './country-corrections.ts';
import type { CountryEntries } from './country-metadata.ts';
import type { CountryMetadata } from './libaddressinput.ts';

/** A state, province or prefecture with all of its names. */
export type Subdivision = {
  code: string;
  name: string;
  latinName: string | null;
  /** The ISO 3166-2 code, if it has one. */
  iso: string | null;
  byLanguage: ReadonlyMap<string, string>;
  /** The official names, in all scripts. */
  names: readonly string[];
  /** Colloquial names, which match only exactly. */
  aliases: readonly string[];
  /** True for a city whose names do not contain "city". */
  isCity: boolean;
  /** Required fields that differ from those of the country, in the letters of a format. */
  require: string | null;
  /** The pattern of postal codes that differs from that of the country. */
  zip: string | null;
};

type SubdivisionCorrection = Pick<Correction, 'names' | 'aliases' | 'added' | 'cities' | 'requires'>;

/** Returns the subdivisions in the order of the metadata, followed by those that a correction adds. */
export const subdivisionsOf = (
  country: string,
  { main, byLanguage }: CountryEntries,
  {
    names: moreNames = {},
    aliases = {},
    added = {},
    cities = [],
    requires: ownRequires = {},
  }: SubdivisionCorrection = {},
): Subdivision[] => {
  const [isoIds, latinNames] = [listOf(main.sub_isoids), listOf(main.sub_lnames)];
  const [requires, zips] = [listOf(main.sub_xrequires), listOf(main.sub_xzips)];
  const translated = [...byLanguage].map(([language, entry]) => [language, namesOf(entry)] as const);
  const listed = [...namesOf(main)].map(([code, name], i): Subdivision => {
    const translations = translated.flatMap(([language, names]) => {
      const translation = names.get(code);
      return translation === undefined ? [] : [[language, translation] as const];
    });
    const latinName = latinNames[i] || null;
    return {
      code,
      name,
      latinName,
      iso: isoIds[i] ? `${country}-${isoIds[i]}` : null,
      byLanguage: new Map(translations),
      names: [
        name,
        ...(latinName ? [latinName] : []),
        ...translations.map(([, translation]) => translation),
        ...(moreNames[code] ?? []),
      ],
      aliases: aliases[code] ?? [],
      isCity: cities.includes(code),
      require: ownRequires[code] ?? (requires[i] || null),
      zip: zips[i] || null,
    };
  });
  const addedSubdivisions = Object.entries(added).map(
    ([code, { name = code, iso }]): Subdivision => ({
      ...{ code, name, latinName: null, iso: `${country}-${iso}`, byLanguage: new Map(), names: [name] },
      ...{ aliases: aliases[code] ?? [], isCity: cities.includes(code), require: null, zip: null },
    }),
  );
  return [...listed, ...addedSubdivisions];
};

const listOf = (joined: string | undefined): string[] => joined?.split('~') ?? [];

/** Maps codes to names. A code without a name is its own name. */
const namesOf = ({ sub_keys, sub_names }: CountryMetadata): Map<string, string> => {
  const names = listOf(sub_names);
  return new Map(listOf(sub_keys).map((code, i) => [code, names[i] || code]));
};
