import { formatsOf } from '@doorstep/contracts/messages/formats';
import { LRUCache } from 'lru-cache';

// Whoever calls chooses the language: what is kept is bounded.
const names = new LRUCache<string, (country: string) => string>({ max: 100 });

/** The first of some languages, the most wanted first, in which this server knows names; English where there is none. */
export const namesLanguage = (languages: readonly string[]): string =>
  languages.find((language) => Intl.DisplayNames.supportedLocalesOf(language).length > 0) ?? 'en';

/** A country's name in the first of the languages that is known. */
export const countryName = (country: string, languages: readonly string[]): string => {
  const language = namesLanguage(languages);
  let nameOf = names.get(language);
  if (!nameOf) {
    nameOf = formatsOf(language).countryName;
    names.set(language, nameOf);
  }
  return nameOf(country);
};
