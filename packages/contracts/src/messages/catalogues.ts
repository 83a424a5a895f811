import { ar } from './ar.ts';
import { de } from './de.ts';
import { type Catalogue, en } from './en.ts';

/** Every language that there are texts in, under its subtag (BCP 47). */
export const catalogues = { en, de, ar } satisfies Record<string, Catalogue>;

/** A language that there are texts in. */
export type Language = keyof typeof catalogues;

const isKnown = (language: string): language is Language => Object.hasOwn(catalogues, language);

/**
 * The first of some language tags (BCP 47), the most wanted first, that there are texts in: `ar-EG` is Arabic. English where
 * there is none.
 */
export const supportedLanguage = (tags: readonly string[]): Language =>
  tags.map((tag) => new Intl.Locale(tag).language).find(isKnown) ?? 'en';
