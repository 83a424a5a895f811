/** Puts a number before its word, in languages with a form for one and a form for all others. */
export const countedIn = (language: string) => {
  const plural = new Intl.PluralRules(language);
  return (count: number, one: string, other: string): string =>
    `${count} ${plural.select(count) === 'one' ? one : other}`;
};
