/** The languages that there are texts in (BCP 47), by what they call themselves. */
export const languageNames = { en: 'English', de: 'Deutsch', ar: 'العربية' } as const;

export type Language = keyof typeof languageNames;

/** Whether there are texts in it. */
export const isLanguage = (tag: string): tag is Language => Object.hasOwn(languageNames, tag);
const subtag = (tag: string): string => tag.trim().split('-')[0]?.toLowerCase() ?? '';

/** Which way a language is written. */
export const directionOf = (language: Language): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr');

/** Those of a tenant's locales that there are texts in; English where there is none. */
export const offeredLanguages = (locales: readonly string[]): Language[] => {
  const offered = [...new Set(locales.map(subtag))].filter(isLanguage);
  return offered.length > 0 ? offered : ['en'];
};

/** The language chosen before, else the most wanted of `Accept-Language`, else the tenant's first. */
export const chooseLanguage = (
  offered: readonly Language[],
  chosen: string | undefined,
  acceptLanguage: string,
): Language => {
  const wanted = acceptLanguage
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
    ([chosen ?? '', ...wanted].find((tag) => offered.some((language) => language === tag)) as Language | undefined) ??
    offered[0] ??
    'en'
  );
};
