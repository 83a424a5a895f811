import { formatAddress } from 'localized-address-format';
import { countryName } from '../address-rules/country-names.ts';
import { type CountryRule, ruleOf } from '../address-rules/country-rule.ts';
import type { AddressRow, PostalColumn } from './address-columns.ts';

// The library breaks a line after each street line, even where the format continues on that line. Therefore it gets this
// placeholder, which no stored text can contain, and the street lines replace it.
const streetPlaceholder = '\0';

type PostalRow = Pick<AddressRow, PostalColumn>;

/** Formats an address by the rules of its country's postal service, without the country. Returns its lines. */
export const addressLabel = (row: PostalRow): string[] => {
  const rule = ruleOf(row.country);
  const latin = isLatin(rule, row);
  const { recipientName: name, company: organization, city, district, sortingCode } = row;
  const state = stateOnLabel(rule, row.state, latin);
  const fields = {
    name,
    organization,
    addressLines: [streetPlaceholder],
    dependentLocality: district,
    locality: cityWithCodes(rule, row, latin),
    // A city that is also the state appears once.
    administrativeArea: state !== '' && isSame(state, city) && formatHas(rule, 'locality', latin) ? '' : state,
    postalCode: rule.postalPrefix ? row.postalCode.replace(rule.postalPrefix, '') : row.postalCode,
    sortingCode,
  };
  const lines = streetLines(rule, row, latin);
  const last = lines.at(-1) ?? '';
  return format(rule, fields, latin).flatMap((line) =>
    line.includes(streetPlaceholder) ? [...lines.slice(0, -1), line.replace(streetPlaceholder, () => last)] : [line],
  );
};

type Fields = Omit<Parameters<typeof formatAddress>[0], 'postalCountry'>;

const format = ({ country }: CountryRule, fields: Fields, latin: boolean): string[] =>
  formatAddress({ ...fields, postalCountry: country }, latin ? 'latin' : 'local');

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const notLatin = /(?!\p{Script=Latin})\p{L}/u;

/** Returns whether an address of a country with a non-Latin script is in Latin script. */
const isLatin = ({ subdivisions, latinLabel }: CountryRule, { line1, city }: PostalRow): boolean => {
  const ownScript =
    subdivisions.length > 0 ? subdivisions.some(({ name }) => notLatin.test(name)) : latinLabel !== null;
  return ownScript && !notLatin.test(line1 + city);
};

const stateOnLabel = (rule: CountryRule, given: string, latin: boolean): string => {
  const subdivision = given === '' ? undefined : rule.findSubdivision(given);
  if (!subdivision) return given || (rule.ownCodeOnLabels ? rule.country : '');
  if (latin && subdivision.latinName) return subdivision.latinName;
  return rule.namesOnLabels && !latin ? subdivision.name : subdivision.code;
};

/** Returns the city, followed by the codes that the format lacks. */
const cityWithCodes = (rule: CountryRule, row: PostalRow, latin: boolean): string => {
  const { city, state, postalCode, sortingCode } = row;
  // If the format lacks the city, the label already names a city that equals the country or the state.
  const isOnLabel =
    !formatHas(rule, 'locality', latin) && (isSame(city, state) || isSame(city, countryName(rule.country, [])));
  const parts = [
    isOnLabel ? '' : city,
    formatHas(rule, 'postalCode', latin) ? '' : postalCode,
    formatHas(rule, 'sortingCode', latin) ? '' : sortingCode,
  ];
  return parts.filter((part) => part !== '').join(' ');
};

/**
 * Returns the street lines, with district and city added if the format lacks them. Otherwise the label would lose what the
 * customer entered.
 */
const streetLines = (rule: CountryRule, row: PostalRow, latin: boolean): string[] => {
  const { line1, line2, line3, district } = row;
  const lines = [line1, line2, line3].filter((line) => line !== '');
  const extraLines: string[] = [];
  if (district !== '' && !formatHas(rule, 'dependentLocality', latin)) extraLines.push(district);
  const city = formatHas(rule, 'locality', latin) ? '' : cityWithCodes(rule, row, latin);
  if (city !== '') extraLines.push(city);
  if (extraLines.length === 0) return lines;
  const order = ((latin && rule.latinLabel) || rule.label).flat();
  const largestFirst = order.includes('state') && order.indexOf('line1') > order.indexOf('state');
  return largestFirst ? [...extraLines.reverse(), ...lines] : [...lines, ...extraLines];
};

const missingFields = new Map<string, ReadonlySet<string>>();
const optionalFields = ['locality', 'dependentLocality', 'postalCode', 'sortingCode'] as const;

/** Returns whether the library's format of a country contains a field. */
const formatHas = (rule: CountryRule, field: (typeof optionalFields)[number], latin: boolean): boolean => {
  const key = latin ? `${rule.country} latin` : rule.country;
  let without = missingFields.get(key);
  if (!without) {
    const names = (name: string) =>
      format(rule, { [name]: streetPlaceholder }, latin).some((line) => line.includes(streetPlaceholder));
    without = new Set(optionalFields.filter((name) => !names(name)));
    missingFields.set(key, without);
  }
  return !without.has(field);
};
