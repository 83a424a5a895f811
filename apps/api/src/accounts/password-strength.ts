import { fieldFault } from '@doorstep/contracts/errors';
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

/** The account that a password is for. */
export type PasswordOwner = { email: string; fullName: string };

// Below this, zxcvbn calls a password very guessable: somebody gets in who may only try online.
const minGuesses = 1e6;
// The estimate costs the square of the length: up to here, a few milliseconds. Lists of common passwords have none longer.
const maxEstimatedLength = 32;
const minWordLength = 3;

// The package has the keyboards of Latin letters. In these two, only neighbours in a row count.
const otherRows = ['йцукенгшщзхъ', 'фывапролджэ', 'ячсмитьбю', 'ضصثقفغعهخحجد', 'شسيبلاتنمكط', 'ئءؤرىةوزظ'];
const rowNeighbours = Object.fromEntries(
  otherRows.flatMap((row) => [...row].map((key, place) => [key, [row[place - 1] ?? null, row[place + 1] ?? null]])),
);

const loadEstimator = async (): Promise<ZxcvbnFactory> => {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  const graphs = { ...adjacencyGraphs, otherRows: rowNeighbours };
  // One substitution finds `p4$$w0rd`; more of them multiply the cost.
  return new ZxcvbnFactory({ dictionary, graphs, l33tMaxSubstitutions: 1 });
};
// Loaded with the first password that somebody chooses, not at each start.
let estimator: Promise<ZxcvbnFactory> | undefined;

const fold = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Folded text without accents and without what separates words. */
const bare = (text: string): string =>
  fold(text)
    .normalize('NFKD')
    .replaceAll(/[\p{Mn}\s@._+-]/gu, '')
    .normalize('NFC');

/** The words of an account's name and e-mail, alone and joined in either order, longest first. */
const ownWords = ({ email, fullName }: PasswordOwner): string[] => {
  const localPart = email.slice(0, email.lastIndexOf('@'));
  const domain = email.slice(localPart.length + 1, email.lastIndexOf('.'));
  const parts = [localPart, domain, fullName].map((text) => fold(text).split(/[^\p{L}\p{M}\p{N}]+/u));
  const joined = [email, ...parts.flatMap((words) => [words.join(''), words.toReversed().join('')])];
  const words = [...joined, ...parts.flat()].flatMap((word) => [fold(word), bare(word)]);
  return [...new Set(words)].filter((word) => word.length >= minWordLength).sort((a, b) => b.length - a.length);
};

const backwards = (text: string): string => [...text].reverse().join('');

/** Whether more than half of a password are words of its owner, also where others are between them. */
const isMostlyOwn = (password: string, words: string[]): boolean => {
  const text = bare(password);
  const rest = words.flatMap((word) => [word, backwards(word)]).reduce((left, word) => left.replaceAll(word, ''), text);
  return rest.length * 2 < text.length;
};

type Weakness = 'password_personal' | 'password_common' | 'password_pattern';

/** The pattern by which a text is guessed within the first tries, if there is one. */
const weaknessOf = (zxcvbn: ZxcvbnFactory, text: string, words: string[]): Weakness | undefined => {
  if (text.length > maxEstimatedLength) return undefined;
  const { guesses, sequence } = zxcvbn.check(text, words);
  if (guesses >= minGuesses) return undefined;
  if (sequence.some((match) => match.dictionaryName === 'userInputs')) return 'password_personal';
  return sequence.some((match) => match.pattern === 'dictionary') ? 'password_common' : 'password_pattern';
};

/**
 * Throws `password_common` for one of the passwords that everybody tries first, or close to one: a common one, neighbouring
 * keys, a repetition, a date. Throws `password_personal` where it is little more than the owner's name or e-mail.
 */
export const refuseWeakPassword = async (password: string, field: string, owner: PasswordOwner): Promise<void> => {
  estimator ??= loadEstimator();
  const zxcvbn = await estimator;
  const words = ownWords(owner);
  const weakness = isMostlyOwn(password, words) ? 'password_personal' : weaknessOf(zxcvbn, fold(password), words);
  if (!weakness) return;
  throw fieldFault(field, weakness === 'password_personal' ? weakness : 'password_common', { key: weakness });
};
