import { formatAddress } from 'localized-address-format';
import { countryName } from '../address-rules/country-names.ts';
import { type CountryRule, ruleOf } from '../address-rules/country-rule.ts';
import type { AddressRow, PostalColumn } from './address-columns.ts';

// The library breaks a label at several street lines, also where more follows on the last of them. So it is given one,
// which no stored text can be, and the lines take its place.
const street = '\0';

type PostalRow = Pick<AddressRow, PostalColumn>;

/** The lines of an address as the post of its country wants them, without the country itself. */
export const addressLabel = (row: PostalRow): string[] => {
  const rule = ruleOf(row.country);
  const latin = isLatin(rule, row);
  const { recipientName: name, company: organization, city, district, sortingCode } = row;
  const state = stateOnLabel(rule, row.state, latin);
  const fields = {
    name,
    organization,
    addressLines: [street],
    dependentLocality: district,
    locality: cityWithCodes(rule, row, latin),
    // A city that is its own state is named once.
    administrativeArea: state !== '' && isSame(state, city) && hasPlace(rule, 'locality', latin) ? '' : state,
    postalCode: rule.postalPrefix ? row.postalCode.replace(rule.postalPrefix, '') : row.postalCode,
    sortingCode,
  };
  const lines = streetLines(rule, row, latin);
  const last = lines.at(-1) ?? '';
  return format(rule, fields, latin).flatMap((line) =>
    line.includes(street) ? [...lines.slice(0, -1), line.replace(street, () => last)] : [line],
  );
};

type Fields = Omit<Parameters<typeof formatAddress>[0], 'postalCountry'>;

const format = ({ country }: CountryRule, fields: Fields, latin: boolean): string[] =>
  formatAddress({ ...fields, postalCountry: country }, latin ? 'latin' : 'local');

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const notLatin = /(?!\p{Script=Latin})\p{L}/u;

/** Whether an address of a country with a script of its own is nevertheless in Latin letters. */
const isLatin = ({ subdivisions, latinLabel }: CountryRule, { line1, city }: PostalRow): boolean => {
  const ownScript =
    subdivisions.length > 0 ? subdivisions.some(({ name }) => notLatin.test(name)) : latinLabel !== null;
  return ownScript && !notLatin.test(line1 + city);
};

const stateOnLabel = (rule: CountryRule, given: string, latin: boolean): string => {
  const found = given === '' ? undefined : rule.findSubdivision(given);
  if (!found) return given || (rule.ownCodeOnLabels ? rule.country : '');
  if (latin && found.latinName) return found.latinName;
  return rule.namesOnLabels && !latin ? found.name : found.code;
};

/** The city, and behind it the codes for which the format has no place. */
const cityWithCodes = (rule: CountryRule, row: PostalRow, latin: boolean): string => {
  const { city, state, postalCode, sortingCode } = row;
  // Without a place for cities, one that is the whole country, or its own state, is on the label already.
  const isOnLabel =
    !hasPlace(rule, 'locality', latin) && (isSame(city, state) || isSame(city, countryName(rule.country, [])));
  const parts = [
    isOnLabel ? '' : city,
    hasPlace(rule, 'postalCode', latin) ? '' : postalCode,
    hasPlace(rule, 'sortingCode', latin) ? '' : sortingCode,
  ];
  return parts.filter((part) => part !== '').join(' ');
};

/**
 * The street lines, and beside them district and city where the format has no place for these: a carrier would miss what
 * the customer wrote.
 */
const streetLines = (rule: CountryRule, row: PostalRow, latin: boolean): string[] => {
  const { line1, line2, line3, district } = row;
  const lines = [line1, line2, line3].filter((line) => line !== '');
  const unplaced: string[] = [];
  if (district !== '' && !hasPlace(rule, 'dependentLocality', latin)) unplaced.push(district);
  const city = hasPlace(rule, 'locality', latin) ? '' : cityWithCodes(rule, row, latin);
  if (city !== '') unplaced.push(city);
  if (unplaced.length === 0) return lines;
  const order = ((latin && rule.latinLabel) || rule.label).flat();
  const largestFirst = order.includes('state') && order.indexOf('line1') > order.indexOf('state');
  return largestFirst ? [...unplaced.reverse(), ...lines] : [...lines, ...unplaced];
};

const fieldsWithoutPlace = new Map<string, ReadonlySet<string>>();
const optionalPlaces = ['locality', 'dependentLocality', 'postalCode', 'sortingCode'] as const;

/** Whether the library's format of a country names a field. */
const hasPlace = (rule: CountryRule, field: (typeof optionalPlaces)[number], latin: boolean): boolean => {
  const key = latin ? `${rule.country} latin` : rule.country;
  let without = fieldsWithoutPlace.get(key);
  if (!without) {
    const names = (name: string) => format(rule, { [name]: street }, latin).some((line) => line.includes(street));
    without = new Set(optionalPlaces.filter((name) => !names(name)));
    fieldsWithoutPlace.set(key, without);
  }
  return !without.has(field);
};
