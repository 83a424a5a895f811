import type { Request } from 'express';

const atMost = 10;

/** The languages of `Accept-Language` (RFC 9110 section 12.5.4), the most wanted first; what is no language is left out. */
export const languagesOf = (req: Request): string[] => req.acceptsLanguages().filter(isLanguage).slice(0, atMost);

const isLanguage = (tag: string): boolean => {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
};
