const lazily = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

/**
 * How one language writes numbers, chooses plurals and names countries. Each takes memory and time to load, and waits until
 * somebody reads that language.
 *
 * @param locale A language tag (BCP 47).
 */
export const formatsOf = (locale: string) => {
  const numbers = lazily(() => new Intl.NumberFormat(locale));
  const plurals = lazily(() => new Intl.PluralRules(locale));
  const countries = lazily(() => new Intl.DisplayNames(locale, { type: 'region' }));
  return {
    number: (value: number): string => numbers().format(value),
    plural: (count: number): Intl.LDMLPluralRule => plurals().select(count),
    countryName: (country: string): string => countries().of(country) ?? country,
  };
};
