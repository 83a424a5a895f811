/** The country of whoever asks in these languages (RFC 9110, section 12.5.4), of those that there are; the first where none can be told. */
export const likelyCountry = (acceptLanguage: string, countries: readonly { country: string }[]): string => {
  const tags = acceptLanguage.split(',').flatMap((range) => range.split(';')[0]?.trim() || []);
  const locales = tags.flatMap((tag) => {
    try {
      return [new Intl.Locale(tag)];
    } catch {
      return [];
    }
  });
  // A region that is named says more than the one where most speak that language.
  const regions = [...locales.map(({ region }) => region), ...locales.map((locale) => locale.maximize().region)];
  const known = regions.find((region) => countries.some(({ country }) => country === region));
  return known ?? countries[0]?.country ?? 'US';
};
