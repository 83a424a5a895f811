import { ar } from './ar.ts';
import { de } from './de.ts';
import { en, type Texts } from './en.ts';
import type { Language } from './languages.ts';
import { requestLanguage } from './request-language.ts';

/** All texts by language. */
export const catalogues: Record<Language, Texts> = { en, de, ar };

/** The texts of the page's language, in a server component. Client components call `useTexts`. */
export const requestTexts = async (): Promise<Texts> => catalogues[await requestLanguage()];
