// Unicode normalization does not decompose these; people without them on the keyboard type the replacements.
const replacements: Record<string, string> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ł: 'l', ŋ: 'n', þ: 'th', ŧ: 't', ς: 'σ' },
  ...{ '‐': '-', '–': '-', '—': '-', '−': '-' },
};
const replaceable = new RegExp(`[${Object.keys(replacements).join('')}]`, 'g');
const apostrophes = /[’‘ʼ´`]/g;
// Accents and vowel points. In other scripts, removing marks would change the words.
const marks = /[[\u0300-\u036F\u0591-\u05C7\u0610-\u065F\u0670]&&\p{Mn}]/gv;

/** Converts a text for comparison: without case, accents, and the width of letters. */
export const fold = (text: string): string =>
  text
    .replaceAll(apostrophes, "'")
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(marks, '')
    .replaceAll(replaceable, (letter) => replacements[letter] ?? letter)
    .normalize('NFC');

/** The words of a text in the form of {@link fold}, without punctuation. */
export const words = (text: string): string[] =>
  fold(text)
    .replaceAll("'", '')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '');
