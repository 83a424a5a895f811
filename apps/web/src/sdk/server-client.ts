import { DoorstepClient, isDoorstepError } from '@doorstep/sdk';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { webConfig } from '../env.ts';
import { claimsOf } from '../session/access-claims.ts';
import { pathHeader, renewing } from '../session/pages.ts';
import { tokensIn } from '../session/session-cookies.ts';
import { requestLanguage } from '../texts/request-language.ts';

/** The customer whose page is rendered, from the token of the browser's cookie; null where nobody is signed in. */
export const currentCustomer = cache(async () => claimsOf(tokensIn(await cookies()).accessToken));

// It neither keeps nor refreshes tokens: proxy.ts has done that before the page.
const customerClient = cache(async (): Promise<DoorstepClient> => {
  const { apiUrl, tenantId } = webConfig();
  const [jar, sent, language] = [await cookies(), await headers(), await requestLanguage()];
  return new DoorstepClient({
    baseUrl: apiUrl,
    tenantId,
    tokenStore: false,
    timeout: 10_000,
    language,
    axios: {
      headers: {
        Authorization: `Bearer ${tokensIn(jar).accessToken ?? ''}`,
        'User-Agent': sent.get('user-agent') ?? '',
        'X-Forwarded-For': sent.get('x-forwarded-for') ?? '',
      },
    },
  });
});

/** Asks the API in the customer's name for what a page shows. A session that has ended leads to the sign-in, and back. */
export const readAsCustomer = async <Result>(read: (client: DoorstepClient) => Promise<Result>): Promise<Result> => {
  try {
    return await read(await customerClient());
  } catch (error) {
    if (!isDoorstepError(error, 'token_expired', 'token_invalid', 'not_authenticated')) throw error;
    redirect(renewing((await headers()).get(pathHeader) ?? '/'));
  }
};
