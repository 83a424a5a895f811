import { DoorstepClient } from '@doorstep/sdk';
import { renewing } from '../session/pages.ts';

let client: DoorstepClient | undefined;

/**
 * The SDK for client components. It talks to this app's own server, which holds the tokens and says which tenant it is.
 * When the session is over it leaves for the sign-in, and what was typed waits in its draft.
 */
export const browserClient = (): DoorstepClient => {
  client ??= new DoorstepClient({
    baseUrl: '',
    tenantId: '',
    tokenStore: false,
    onSignedOut: (reason) => {
      if (reason === 'session_ended') location.assign(renewing(location.pathname + location.search));
    },
    language: document.documentElement.lang,
    axios: { headers: signedInAs() },
  });
  return client;
};

/** Whose page this is, for the server to hold against the cookie: another tab may have signed in somebody else. */
const signedInAs = (): Record<string, string> => {
  const { customer } = document.documentElement.dataset;
  return customer ? { 'X-Signed-In-As': customer } : {};
};
