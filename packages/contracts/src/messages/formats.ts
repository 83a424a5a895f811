const lazy = <T>(create: () => T): (() => T) => {
  let value: T | undefined;
  return () => {
    value ??= create();
    return value;
  };
};

/**
 * Formats of one language for numbers, plurals, countries and file sizes. Each format needs memory and time to load, so it
 * is created at its first use.
 *
 * @param locale A language tag (BCP 47).
 */
export const localeFormats = (locale: string) => {
  const numbers = lazy(() => new Intl.NumberFormat(locale));
  const plurals = lazy(() => new Intl.PluralRules(locale));
  const countries = lazy(() => new Intl.DisplayNames(locale, { type: 'region' }));
  return {
    number: (value: number): string => numbers().format(value),
    plural: (count: number): Intl.LDMLPluralRule => plurals().select(count),
    countryName: (country: string): string => countries().of(country) ?? country,
    /** Formats a number of bytes, rounded down so that a limit is never overstated. A megabyte has 1024² bytes. */
    fileSize: (bytes: number): string => {
      const [unit, size] = units.find(([, size]) => bytes >= size) ?? ['byte', 1];
      const options = { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 } as const;
      return new Intl.NumberFormat(locale, { ...options, roundingMode: 'floor' }).format(bytes / size);
    },
  };
};

const units = [
  ['megabyte', 1024 ** 2],
  ['kilobyte', 1024],
] as const;
