/** The languages of this app (BCP 47), with their own names. */
export const languageNames = { en: 'English', de: 'Deutsch', ar: 'العربية' } as const;

export type Language = keyof typeof languageNames;

/** Whether the app has texts in a language. */
export const isLanguage = (tag: string): tag is Language => Object.hasOwn(languageNames, tag);
const subtag = (tag: string): string => tag.trim().split('-')[0]?.toLowerCase() ?? '';

/** The writing direction of a language. */
export const directionOf = (language: Language): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr');

/** The languages of a tenant that this app has texts for; English where there are none. */
export const offeredLanguages = (locales: readonly string[]): Language[] => {
  const offered = [...new Set(locales.map(subtag))].filter(isLanguage);
  return offered.length > 0 ? offered : ['en'];
};

/** Picks the chosen language, or the preferred one of `Accept-Language`, or the tenant's first. */
export const chooseLanguage = (
  offered: readonly Language[],
  chosen: string | undefined,
  acceptLanguage: string,
): Language => {
  const preferred = acceptLanguage
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';');
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean);
      return { language: subtag(tag), quality: Number(quality ?? 1) };
    })
    .sort((a, b) => b.quality - a.quality)
    .filter(({ quality }) => quality > 0)
    .map(({ language }) => language);
  return (
    ([chosen ?? '', ...preferred].find((tag) => offered.some((language) => language === tag)) as
      | Language
      | undefined) ??
    offered[0] ??
    'en'
  );
};
