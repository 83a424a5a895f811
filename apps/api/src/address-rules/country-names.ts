import { localeFormats } from '@doorstep/contracts/messages/formats';
import { LRUCache } from 'lru-cache';

// Bounded, because clients choose the languages.
const names = new LRUCache<string, (country: string) => string>({ max: 100 });

/** Returns the first language in which country names are available, or English. */
export const namesLanguage = (languages: readonly string[]): string =>
  languages.find((language) => Intl.DisplayNames.supportedLocalesOf(language).length > 0) ?? 'en';

/** Returns a country's name in the first available language. */
export const countryName = (country: string, languages: readonly string[]): string => {
  const language = namesLanguage(languages);
  let nameOf = names.get(language);
  if (!nameOf) {
    nameOf = localeFormats(language).countryName;
    names.set(language, nameOf);
  }
  return nameOf(country);
};
