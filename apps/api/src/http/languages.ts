import type { IncomingMessage } from 'node:http';
import { type Language, supportedLanguage } from '@doorstep/contracts/messages/catalogues';
import Negotiator from 'negotiator';

type RequestHeaders = Pick<IncomingMessage, 'headers'>;

// Bounds the cost of a header. Real clients send far fewer.
const maxRanges = 20;
// Real tags are much shorter (RFC 5646 section 4.4.1 suggests 35).
const maxTagLength = 100;

// A tag with an optional quality. Other ranges are ignored.
const rangePattern = /^[^;]*(;\s*q=[\d.]+\s*)?$/i;

/**
 * Returns the languages of `Accept-Language` (RFC 9110 section 12.5.4) in order of preference, without invalid tags.
 * `*` means English, the default.
 */
export const languagesOf = ({ headers }: RequestHeaders): string[] => {
  const ranges = (headers['accept-language'] ?? '').split(',', maxRanges).filter((range) => rangePattern.test(range));
  return new Negotiator({ headers: { 'accept-language': ranges.join(',') } })
    .languages()
    .map((tag) => (tag === '*' ? 'en' : tag))
    .filter(isLanguage);
};

/** Returns the language of messages for a request. */
export const languageOfMessages = (request: RequestHeaders): Language => supportedLanguage(languagesOf(request));

const isLanguage = (tag: string): boolean => {
  if (tag.length > maxTagLength) return false;
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
};
