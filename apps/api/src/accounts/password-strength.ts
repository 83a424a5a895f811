import { fieldFault } from '@doorstep/contracts/errors';
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

/** The account of a password. */
export type PasswordOwner = { email: string; fullName: string };

// Below this, zxcvbn calls a password very guessable, even by limited online attempts.
const minGuesses = 1e6;
// The estimate takes quadratic time: a few milliseconds at this length. No common password is longer.
const maxEstimatedLength = 32;
const minWordLength = 3;

// The package lacks Cyrillic and Arabic keyboards. For these, only neighbours in a row count.
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
  // One substitution detects `p4$$w0rd`. Each further one multiplies the cost.
  return new ZxcvbnFactory({ dictionary, graphs, l33tMaxSubstitutions: 1 });
};
// Loaded at the first use, because it slows down the start.
let estimator: Promise<ZxcvbnFactory> | undefined;

const fold = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Folds text and removes accents and word separators. */
const foldToLetters = (text: string): string =>
  fold(text)
    .normalize('NFKD')
    .replaceAll(/[\p{Mn}\s@._+-]/gu, '')
    .normalize('NFC');

/** Returns the words of an account's name and e-mail, single and joined in either order, longest first. */
const ownWords = ({ email, fullName }: PasswordOwner): string[] => {
  const localPart = email.slice(0, email.lastIndexOf('@'));
  const domain = email.slice(localPart.length + 1, email.lastIndexOf('.'));
  const parts = [localPart, domain, fullName].map((text) => fold(text).split(/[^\p{L}\p{M}\p{N}]+/u));
  const joined = [email, ...parts.flatMap((words) => [words.join(''), words.toReversed().join('')])];
  const words = [...joined, ...parts.flat()].flatMap((word) => [fold(word), foldToLetters(word)]);
  return [...new Set(words)].filter((word) => word.length >= minWordLength).sort((a, b) => b.length - a.length);
};

const backwards = (text: string): string => [...text].reverse().join('');

/** Returns whether words of the owner make up more than half of a password, with or without other text between them. */
const isMostlyOwn = (password: string, words: string[]): boolean => {
  const text = foldToLetters(password);
  const rest = words.flatMap((word) => [word, backwards(word)]).reduce((left, word) => left.replaceAll(word, ''), text);
  return rest.length * 2 < text.length;
};

type Weakness = 'password_personal' | 'password_common' | 'password_pattern';

/** Returns the pattern by which a text is easy to guess, if there is one. */
const weaknessOf = (zxcvbn: ZxcvbnFactory, text: string, words: string[]): Weakness | undefined => {
  if (text.length > maxEstimatedLength) return undefined;
  const { guesses, sequence } = zxcvbn.check(text, words);
  if (guesses >= minGuesses) return undefined;
  if (sequence.some((match) => match.dictionaryName === 'userInputs')) return 'password_personal';
  return sequence.some((match) => match.pattern === 'dictionary') ? 'password_common' : 'password_pattern';
};

/**
 * Throws `password_common` for a password that is easy to guess: a common one, neighbouring keys, a repetition or a date.
 * Throws `password_personal` if it consists mostly of the owner's name or e-mail.
 */
export const assertStrongPassword = async (password: string, field: string, owner: PasswordOwner): Promise<void> => {
  estimator ??= loadEstimator();
  const zxcvbn = await estimator;
  const words = ownWords(owner);
  const weakness = isMostlyOwn(password, words) ? 'password_personal' : weaknessOf(zxcvbn, fold(password), words);
  if (!weakness) return;
  throw fieldFault(field, weakness === 'password_personal' ? weakness : 'password_common', { key: weakness });
};
