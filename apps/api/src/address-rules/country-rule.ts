import type { AddressField } from '@doorstep/contracts/address-rule';
import { type Catalogue, en } from '@doorstep/contracts/messages/en';
import { corrections } from './country-corrections.ts';
import { type CountryEntries, readCountry } from './country-metadata.ts';
import { type Subdivision, subdivisionsOf } from './subdivision.ts';
import { indexSubdivisions, type SubdivisionIndex } from './subdivision-index.ts';

/** What a country may mean by a field. */
export type FieldKind = keyof Catalogue['fields'];

/** What holds for addresses of a country, made ready for use. */
export type CountryRule = {
  country: string;
  /** The fields on a label, line by line; `latin` where addresses in Latin letters are ordered otherwise. */
  label: AddressField[][];
  latinLabel: AddressField[][] | null;
  used: ReadonlySet<AddressField>;
  required: ReadonlySet<AddressField>;
  /** The languages that its entry is in. */
  languages: readonly string[];
  /** What the country calls a field, such as `post_town` or `eircode`. */
  kinds: Record<'state' | 'city' | 'district' | 'postal_code', FieldKind>;
  postalCode: PostalCodeRule | null;
  subdivisions: readonly Subdivision[];
  subdivisionNamed: SubdivisionIndex;
  /** Labels have a subdivision's name, not its code. */
  namesOnLabels: boolean;
  /** Labels have the country's own code where a state would stand. */
  ownLetters: boolean;
  /** What a label writes before the code, and a customer may have written too. */
  postalPrefix: RegExp | null;
};

export type PostalCodeRule = { source: string; pattern: RegExp; examples: string[]; upperCase: boolean };

const kept = new Map<string, CountryRule>();

/** The rule of a country of the contract. Its data is read at the first use, and kept. */
export const ruleOf = (country: string): CountryRule => {
  const known = kept.get(country);
  if (known) return known;
  const rule = makeRule(country, readCountry(country));
  kept.set(country, rule);
  return rule;
};

const letters: Readonly<Record<string, AddressField[]>> = {
  N: ['recipient_name'],
  O: ['company'],
  A: ['line1', 'line2', 'line3'],
  D: ['district'],
  C: ['city'],
  S: ['state'],
  Z: ['postal_code'],
  X: ['sorting_code'],
};

/** The fields of a format, line by line. What stands between them (`%n` ends a line) is for labels alone. */
const linesOf = (format: string): AddressField[][] =>
  format
    .split('%n')
    .map((line) => [...line.matchAll(/%([A-Z])/g)].flatMap(([, letter = '']) => letters[letter] ?? []))
    .filter((line) => line.length > 0);

const makeRule = (country: string, entries: CountryEntries): CountryRule => {
  const { main } = entries;
  const label = linesOf(main.fmt ?? '');
  const prefix = main.postprefix?.replaceAll(/[^A-Z]/g, '') ?? '';
  const used = new Set(label.flat());
  const subdivisions = used.has('state') ? subdivisionsOf(country, entries, corrections[country]) : [];
  return {
    country,
    label,
    latinLabel: main.lfmt && main.lfmt !== main.fmt ? linesOf(main.lfmt) : null,
    used,
    required: requiredBy(main.require ?? ''),
    languages: main.languages?.split('~') ?? [],
    kinds: {
      state: fieldKindOf(main.state_name_type),
      city: fieldKindOf(main.locality_name_type),
      district: fieldKindOf(main.sublocality_name_type),
      postal_code: fieldKindOf(main.zip_name_type),
    },
    postalCode: main.zip ? postalCodeRule(withPrefix(main.zip, prefix), main.zipex?.split(',')) : null,
    postalPrefix: prefix ? new RegExp(`^${prefix}[ -]?(?=.)`) : null,
    subdivisions,
    subdivisionNamed: indexSubdivisions(country, subdivisions),
    namesOnLabels: corrections[country]?.namesOnLabels ?? false,
    ownLetters: corrections[country]?.ownLetters ?? false,
  };
};

/** Newer metadata may have kinds that have no name yet: a suite reads every country. */
const fieldKindOf = (kind = ''): FieldKind => {
  if (Object.hasOwn(en.fields, kind)) return kind as FieldKind;
  throw new Error(`No name for the field that is called ${kind}`);
};

/** The fields that must be there: those of every country, and those that `require` names by their letters. */
export const requiredBy = (require: string): ReadonlySet<AddressField> =>
  new Set<AddressField>([
    'recipient_name',
    'line1',
    ...[...require].flatMap((letter) => letters[letter]?.slice(0, 1) ?? []),
  ]);

/** A rule for postal codes of a pattern that the whole code must match. */
export const postalCodeRule = (pattern: string, examples: string[] = []): PostalCodeRule => {
  const source = withAnySeparator(pattern);
  return {
    source,
    pattern: new RegExp(`^(?:${source})$`, 'u'),
    examples,
    upperCase: /[A-Z]/.test(source.replaceAll(/\\./g, '')),
  };
};

/**
 * A space or a hyphen in a code only helps the eye: where a post writes one, the other and none are taken too. A class of
 * characters is left as it is, such as `[A-Z]`, unless it only holds these two.
 */
const withAnySeparator = (pattern: string): string =>
  pattern.replaceAll(/\[ \\-\]\??|\[[^\]]*\]|[ -]\??/g, (part) => (/^\[[^ ]/.test(part) ? part : '[ -]?'));

const withPrefix = (zip: string, prefix: string): string => (prefix ? `(?:${prefix}[ -]?)?(?:${zip})` : zip);
