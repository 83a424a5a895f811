/** Isolates text of unknown direction (Unicode bidi), so that it cannot reorder a right-to-left sentence. */
export const isolate = (text: string): string => `\u2068${text}\u2069`;

/** Formats a number with its noun, in languages that have one singular and one plural form. */
export const pluralIn = (language: string) => {
  const rules = new Intl.PluralRules(language);
  return (count: number, one: string, other: string): string =>
    `${count} ${rules.select(count) === 'one' ? one : other}`;
};
