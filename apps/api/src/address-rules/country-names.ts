import { LRUCache } from 'lru-cache';

// Whoever calls chooses the language: what is kept is bounded.
const names = new LRUCache<string, Intl.DisplayNames>({ max: 100 });

/** The first of some languages, the most wanted first, in which this server knows names; English where there is none. */
export const knownLanguage = (languages: readonly string[]): string =>
  languages.find((language) => Intl.DisplayNames.supportedLocalesOf(language).length > 0) ?? 'en';

/** A country's name in the first of the languages that is known. */
export const countryName = (country: string, languages: readonly string[]): string => {
  const language = knownLanguage(languages);
  let known = names.get(language);
  if (!known) {
    known = new Intl.DisplayNames(language, { type: 'region' });
    names.set(language, known);
  }
  return known.of(country) ?? country;
};
