import type { IncomingMessage } from 'node:http';
import { type Language, supportedLanguage } from '@doorstep/contracts/messages/catalogues';
import Negotiator from 'negotiator';

type Asking = Pick<IncomingMessage, 'headers'>;

// Nobody wants more, and no header may cost more.
const maxRanges = 20;
// No registered language tag comes near it (RFC 5646 section 4.4.1 plans for 35).
const maxTagLength = 100;

// A tag, and its quality if there is one: a range with anything else is ignored.
const rangePattern = /^[^;]*(;\s*q=[\d.]+\s*)?$/i;

/**
 * The languages of `Accept-Language` (RFC 9110 section 12.5.4), the most wanted first. Invalid tags are left out; `*` is
 * English, the default.
 */
export const languagesOf = ({ headers }: Asking): string[] => {
  const ranges = (headers['accept-language'] ?? '').split(',', maxRanges).filter((range) => rangePattern.test(range));
  return new Negotiator({ headers: { 'accept-language': ranges.join(',') } })
    .languages()
    .map((tag) => (tag === '*' ? 'en' : tag))
    .filter(isLanguage);
};

/** The language in which a caller reads what is wrong. */
export const languageOfMessages = (asking: Asking): Language => supportedLanguage(languagesOf(asking));

const isLanguage = (tag: string): boolean => {
  if (tag.length > maxTagLength) return false;
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
};
