import type { AddressField } from '@doorstep/contracts/address-rule';
import { catalogues, type Language } from '@doorstep/contracts/messages/catalogues';
import { type Catalogue, en } from '@doorstep/contracts/messages/en';
import { corrections } from './country-corrections.ts';
import { type CountryEntries, readCountry } from './country-metadata.ts';
import { type Subdivision, subdivisionsOf } from './subdivision.ts';
import { indexSubdivisions, type SubdivisionIndex } from './subdivision-index.ts';

/** The local meaning of a field, such as `post_town` or `eircode`. */
export type FieldKind = keyof Catalogue['fields'];

/** The rules for addresses of a country, parsed from its metadata. */
export type CountryRule = {
  country: string;
  /** The fields on a label, line by line. `latinLabel` is set if addresses in Latin script have another order. */
  label: AddressField[][];
  latinLabel: AddressField[][] | null;
  used: ReadonlySet<AddressField>;
  required: ReadonlySet<AddressField>;
  /** The languages of the country's entry. */
  languages: readonly string[];
  /** The country's meaning of each field whose meaning varies. */
  kinds: Record<'state' | 'city' | 'district' | 'postal_code', FieldKind>;
  postalCode: PostalCodeRule | null;
  subdivisions: readonly Subdivision[];
  findSubdivision: SubdivisionIndex;
  /** Labels show the name of a subdivision instead of its code. */
  namesOnLabels: boolean;
  /** Labels show the country's own code in place of a state. */
  ownCodeOnLabels: boolean;
  /** The prefix that a label adds to the postal code, and that a customer may have entered too. */
  postalPrefix: RegExp | null;
};

export type PostalCodeRule = { source: string; pattern: RegExp; examples: string[]; upperCase: boolean };

const cache = new Map<string, CountryRule>();

/** Returns the rules of a country of the contract. Reads and caches the data at the first use. */
export const ruleOf = (country: string): CountryRule => {
  const cached = cache.get(country);
  if (cached) return cached;
  const rule = makeRule(country, readCountry(country));
  cache.set(country, rule);
  return rule;
};

/** Returns the country's meaning of a field. A field that is the same everywhere is its own kind. */
export const fieldKind = ({ kinds }: CountryRule, field: AddressField): FieldKind =>
  field === 'state' || field === 'city' || field === 'district' || field === 'postal_code' ? kinds[field] : field;

/** Returns the country's name of a field, as the label in a form. */
export const fieldName = (rule: CountryRule, field: AddressField, language: Language): string =>
  catalogues[language].fields[fieldKind(rule, field)];

const fieldsByLetter: Readonly<Record<string, AddressField[]>> = {
  N: ['recipient_name'],
  O: ['company'],
  A: ['line1', 'line2', 'line3'],
  D: ['district'],
  C: ['city'],
  S: ['state'],
  Z: ['postal_code'],
  X: ['sorting_code'],
};

/** Returns the fields of a format, line by line (`%n` ends a line). Drops literal text, which only labels use. */
const linesOf = (format: string): AddressField[][] =>
  format
    .split('%n')
    .map((line) => [...line.matchAll(/%([A-Z])/g)].flatMap(([, letter = '']) => fieldsByLetter[letter] ?? []))
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
      state: parseFieldKind(main.state_name_type),
      city: parseFieldKind(main.locality_name_type),
      district: parseFieldKind(main.sublocality_name_type),
      postal_code: parseFieldKind(main.zip_name_type),
    },
    postalCode: main.zip ? postalCodeRule(withPrefix(main.zip, prefix), main.zipex?.split(',')) : null,
    postalPrefix: prefix ? new RegExp(`^${prefix}[ -]?(?=.)`) : null,
    subdivisions,
    findSubdivision: indexSubdivisions(country, subdivisions),
    namesOnLabels: corrections[country]?.namesOnLabels ?? false,
    ownCodeOnLabels: corrections[country]?.ownCodeOnLabels ?? false,
  };
};

/** Throws for a kind without a name, which newer metadata may contain. A suite reads every country to detect it. */
const parseFieldKind = (kind = ''): FieldKind => {
  if (Object.hasOwn(en.fields, kind)) return kind as FieldKind;
  throw new Error(`No name for the field that is called ${kind}`);
};

/** Returns the required fields: those of every country, and those whose letters `require` contains. */
export const requiredBy = (require: string): ReadonlySet<AddressField> =>
  new Set<AddressField>([
    'recipient_name',
    'line1',
    ...[...require].flatMap((letter) => fieldsByLetter[letter]?.slice(0, 1) ?? []),
  ]);

/** Makes a rule for postal codes that match a pattern as a whole. */
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
 * Lets a pattern accept a space, a hyphen or no separator in place of each separator, because separators carry no meaning.
 * Does not change character classes such as `[A-Z]`, unless they contain only separators.
 */
const withAnySeparator = (pattern: string): string =>
  pattern.replaceAll(/\[ \\-\]\??|\[[^\]]*\]|[ -]\??/g, (part) => (/^\[[^ ]/.test(part) ? part : '[ -]?'));

const withPrefix = (zip: string, prefix: string): string => (prefix ? `(?:${prefix}[ -]?)?(?:${zip})` : zip);
