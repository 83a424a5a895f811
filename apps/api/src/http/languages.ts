import type { IncomingMessage } from 'node:http';
import { knownLanguage, type Language } from '@doorstep/contracts/messages/catalogues';

type Asking = Pick<IncomingMessage, 'headers'>;

// Nobody wants more, and no header may cost more.
const maxRanges = 20;
// No registered language tag comes near it (RFC 5646 section 4.4.1 plans for 35).
const maxTagLength = 100;

/**
 * The languages of `Accept-Language` (RFC 9110 section 12.5.4), the most wanted first. What is no language is left out; `*`
 * is English, which whoever asks for nothing gets too.
 */
export const languagesOf = ({ headers }: Asking): string[] =>
  (headers['accept-language'] ?? '')
    .split(',', maxRanges)
    .map(weighed)
    .filter(({ tag, weight }) => weight > 0 && isLanguage(tag))
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);

/** The language in which a caller is told what is wrong. */
export const languageOfMessages = (asking: Asking): Language => knownLanguage(languagesOf(asking));

/** One range of the header with its quality, which is 1 where none is given (RFC 9110 section 12.4.2). */
const weighed = (range: string): { tag: string; weight: number } => {
  const [tag = '', quality = 'q=1'] = range.split(';', 2).map((text) => text.trim());
  return { tag: tag === '*' ? 'en' : tag, weight: Number(/^q=(.+)$/i.exec(quality)?.[1]) };
};

const isLanguage = (tag: string): boolean => {
  if (tag.length > maxTagLength) return false;
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
};
