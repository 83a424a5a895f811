/** Guesses the country of a customer from `Accept-Language` (RFC 9110, section 12.5.4); the first country as fallback. */
export const guessCountry = (acceptLanguage: string, countries: readonly { country: string }[]): string => {
  const tags = acceptLanguage.split(',').flatMap((range) => range.split(';')[0]?.trim() || []);
  const locales = tags.flatMap((tag) => {
    try {
      return [new Intl.Locale(tag)];
    } catch {
      return [];
    }
  });
  // An explicit region is a better guess than the most likely region of a language.
  const regions = [...locales.map(({ region }) => region), ...locales.map((locale) => locale.maximize().region)];
  const supported = regions.find((region) => countries.some(({ country }) => country === region));
  return supported ?? countries[0]?.country ?? 'US';
};
