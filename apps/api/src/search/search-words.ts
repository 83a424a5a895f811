import { nationalNumberOf } from '@doorstep/contracts/phone';
import { words } from './fold.ts';

// A limit for the index: a word is found by its first characters.
const maxLength = 40;
const maxWords = 40;
const minLength = 3;
// Scripts that write a name in one or two characters.
const ideographs = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u;

const isLong = (word: string): boolean => word.length >= minLength || ideographs.test(word);

const cut = (word: string): string => [...word].slice(0, maxLength).join('');

const distinct = (all: readonly string[]): string[] => [...new Set(all.map(cut))].slice(0, maxWords);

/** The columns of a customer that a search finds. */
export type SearchedUser = { email: string; fullName: string; phone: string | null; externalId: string | null };

/** Returns the words by which a search finds a customer. Must be stored with every write of these columns. */
export const wordsOfUser = ({ email, fullName, phone, externalId }: SearchedUser): string[] =>
  distinct([
    email.normalize('NFC').toLowerCase(),
    ...words(fullName),
    ...(phone === null ? [] : numbersOf(phone)),
    ...words(externalId ?? ''),
    ...words(email),
  ]);

/** Returns the words by which a search finds the customer of an address. */
export const wordsOfAddress = ({ city, postalCode }: { city: string; postalCode: string }): string[] =>
  distinct([...words(city), ...words(postalCode), words(postalCode).join('')]);

/** A phone in E.164 as digits, with and without the country code. */
const numbersOf = (phone: string): string[] => {
  const national = nationalNumberOf(phone);
  return [phone.replace(/^\+/, ''), ...(national ? [national] : [])];
};

// Digits and the usual separators, as in a phone number. Shorter ones can be postal codes or numbers of customers.
const phoneLike = /^\+?[\d\s()./-]+$/;
const minPhoneDigits = 7;

/** The beginnings of words that a customer must have, each. A search begins with a long one, which few customers have. */
export type SearchPrefixes = { long: string[]; short: string[] };

/** Returns the beginnings of words in a search. */
export const prefixesOf = (search: string): SearchPrefixes => {
  const digits = search.replaceAll(/\D/g, '');
  const isPhone = phoneLike.test(search) && digits.length >= minPhoneDigits;
  const prefixes = isPhone ? [digits.replace(/^0+/, '')] : distinct(search.split(/\s+/).flatMap(prefixesOfToken));
  return { long: prefixes.filter(isLong), short: prefixes.filter((prefix) => !isLong(prefix)) };
};

// The beginning of an e-mail, up to its domain, is a word of its own.
const prefixesOfToken = (token: string): string[] =>
  token.indexOf('@') > 0 ? [token.normalize('NFC').toLowerCase()] : words(token);

/** The texts from `low` up to, but without, `high` are those that begin with `low`, in the order of UTF-8 bytes. */
type PrefixRange = { low: string; high: string };

/** Returns the range of words that begin with a prefix. */
export const rangeOf = (prefix: string): PrefixRange => {
  const characters = [...prefix];
  const last = characters.pop()?.codePointAt(0) ?? 0;
  // Surrogates are no characters, and U+10FFFF has no successor.
  const next = last === 0xd7ff ? 0xe000 : Math.min(last + 1, 0x10ffff);
  return { low: prefix, high: characters.join('') + String.fromCodePoint(next) };
};
