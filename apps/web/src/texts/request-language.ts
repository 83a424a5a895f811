import { cookies, headers } from 'next/headers';
import { cache } from 'react';
import { currentTenant } from '../sdk/tenant.ts';
import { languageCookie } from './language-cookie.ts';
import { chooseLanguage, type Language, offeredLanguages } from './languages.ts';

/** The languages that the tenant has, as far as there are texts in them. */
export const tenantLanguages = cache(async (): Promise<Language[]> => {
  const tenant = await currentTenant().catch(() => null);
  return offeredLanguages(tenant?.locales ?? []);
});

/** The language of the page: as chosen in the app, else as the browser asks for. */
export const requestLanguage = cache(async (): Promise<Language> => {
  const [jar, sent] = [await cookies(), await headers()];
  return chooseLanguage(await tenantLanguages(), jar.get(languageCookie)?.value, sent.get('accept-language') ?? '');
});
