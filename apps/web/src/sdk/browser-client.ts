import { DoorstepClient } from '@doorstep/sdk';
import { renewPathFor } from '../session/pages.ts';

let client: DoorstepClient | undefined;

/**
 * The SDK for client components. It calls this app's own server, which adds the tokens and the tenant. At the end of the
 * session it redirects to the sign-in; drafts survive that.
 */
export const browserClient = (): DoorstepClient => {
  client ??= new DoorstepClient({
    baseUrl: '',
    tenantId: '',
    tokenStore: false,
    onSignedOut: (reason) => {
      if (reason === 'session_ended') location.assign(renewPathFor(location.pathname + location.search));
    },
    language: document.documentElement.lang,
    axios: { headers: customerHeader() },
  });
  return client;
};

/** The customer of this page, which the server compares with the cookie: another tab may have signed in somebody else. */
const customerHeader = (): Record<string, string> => {
  const { customer } = document.documentElement.dataset;
  return customer ? { 'X-Signed-In-As': customer } : {};
};
