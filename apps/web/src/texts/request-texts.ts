import { cookies, headers } from 'next/headers';
import { cache } from 'react';
import { currentTenant } from '../sdk/tenant.ts';
import { languageCookie } from '../session/preference-cookies.ts';
import { ar } from './ar.ts';
import { de } from './de.ts';
import { en, type Texts } from './en.ts';
import { chooseLanguage, type Language, offeredLanguages } from './languages.ts';

const catalogues: Record<Language, Texts> = { en, de, ar };

/** The languages of the tenant that this app has texts for. */
export const tenantLanguages = cache(async (): Promise<Language[]> => {
  const tenant = await currentTenant().catch(() => null);
  return offeredLanguages(tenant?.locales ?? []);
});

/** The language of the page: the user's choice, or the browser's preference. */
export const requestLanguage = cache(async (): Promise<Language> => {
  const [cookieStore, requestHeaders] = [await cookies(), await headers()];
  const chosen = cookieStore.get(languageCookie)?.value;
  return chooseLanguage(await tenantLanguages(), chosen, requestHeaders.get('accept-language') ?? '');
});

/** The texts in the language of the page, for server components. Client components call `useTexts`. */
export const requestTexts = async (): Promise<Texts> => catalogues[await requestLanguage()];
