const digit = /\p{Nd}/u;

/** Text with the decimal digits of every script as `0` to `9`. */
export const asciiDigits = (text: string): string =>
  text.replaceAll(/[^\P{Nd}0-9]/gu, (character) => String(digitValue(character.codePointAt(0) ?? 0)));

// Unicode gives the ten digits of a script ten code points in a row; a row that touches another one has a multiple of ten.
const digitValue = (codePoint: number): number => {
  let value = 0;
  while (digit.test(String.fromCodePoint(codePoint - value - 1))) value += 1;
  return value % 10;
};
