import { ar } from './ar.ts';
import { de } from './de.ts';
import { type Catalogue, en } from './en.ts';

/** The texts of every language by its subtag (BCP 47). */
export const catalogues = { en, de, ar } satisfies Record<string, Catalogue>;

export type Language = keyof typeof catalogues;

const isSupported = (language: string): language is Language => Object.hasOwn(catalogues, language);

/**
 * Returns the first supported language of some language tags (BCP 47), or English. A region does not matter: `ar-EG` is
 * Arabic.
 */
export const supportedLanguage = (tags: readonly string[]): Language =>
  tags.map((tag) => new Intl.Locale(tag).language).find(isSupported) ?? 'en';
