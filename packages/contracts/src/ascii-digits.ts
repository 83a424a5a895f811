const digit = /\p{Nd}/u;

/** Replaces the decimal digits of every script by `0` to `9`. */
export const asciiDigits = (text: string): string =>
  text.replaceAll(/[^\P{Nd}0-9]/gu, (character) => String(digitValue(character.codePointAt(0) ?? 0)));

// In Unicode, the ten digits of a script are consecutive. Adjacent rows of digits add up to a multiple of ten.
const digitValue = (codePoint: number): number => {
  let value = 0;
  while (digit.test(String.fromCodePoint(codePoint - value - 1))) value += 1;
  return value % 10;
};
