import { DoorstepClient, isDoorstepError } from '@doorstep/sdk';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { webConfig } from '../env.ts';
import { pathHeader, renewPathFor } from '../session/pages.ts';
import { decodeClaims, readTokens } from '../session/session-cookies.ts';
import { requestLanguage } from '../texts/request-texts.ts';

/** The claims of the access token in the browser's cookie; null without a session. */
export const currentCustomer = cache(async () => decodeClaims(readTokens(await cookies()).accessToken));

// It neither stores nor refreshes tokens: proxy.ts does that before the page renders.
const customerClient = cache(async (): Promise<DoorstepClient> => {
  const { apiUrl, tenantId } = webConfig();
  const [cookieStore, requestHeaders, language] = [await cookies(), await headers(), await requestLanguage()];
  return new DoorstepClient({
    baseUrl: apiUrl,
    tenantId,
    tokenStore: false,
    timeout: 10_000,
    language,
    axios: {
      headers: {
        Authorization: `Bearer ${readTokens(cookieStore).accessToken ?? ''}`,
        'User-Agent': requestHeaders.get('user-agent') ?? '',
        'X-Forwarded-For': requestHeaders.get('x-forwarded-for') ?? '',
      },
    },
  });
});

/** Reads from the API as the signed-in customer. An ended session redirects to the sign-in and back to the page. */
export const readAsCustomer = async <Result>(read: (client: DoorstepClient) => Promise<Result>): Promise<Result> => {
  try {
    return await read(await customerClient());
  } catch (error) {
    if (!isDoorstepError(error, 'token_expired', 'token_invalid', 'not_authenticated')) throw error;
    redirect(renewPathFor((await headers()).get(pathHeader) ?? '/'));
  }
};

/** The profile of the signed-in customer, read once per request. */
export const readProfile = cache(() => readAsCustomer((client) => client.profile.get()));

/** Turns an error of the API into null, for content that a page can omit. */
export const orNull = <Result>(read: Promise<Result>): Promise<Result | null> =>
  read.catch((error: unknown) => {
    if (isDoorstepError(error)) return null;
    throw error;
  });
