import { type DoorstepError, isDoorstepError } from '@doorstep/sdk';
import type { Texts } from '../texts/en.ts';

/** What to say of a failure, and the request by which the shop finds it in its log. */
export type ProblemText = {
  text: string;
  requestId?: string | undefined;
  /** The way on from there. */
  way?: { href: string; label: string };
};

/** Puts a failure into words: the API's own where it answered, which are in the page's language already. */
export const problemText = (error: unknown, { problems, addresses }: Texts): ProblemText => {
  if (!isDoorstepError(error)) return { text: problems.title };
  if (!navigator.onLine) return { text: problems.offline };
  if (isUnreachable(error)) return { text: problems.unreachable, requestId: error.requestId };
  if (isDoorstepError(error, 'token_invalid', 'token_expired', 'not_authenticated') && !error.requestId)
    return { text: problems.sessionEnded };
  if (isDoorstepError(error, 'address_limit_reached'))
    return { text: error.detail, way: { href: '/addresses', label: addresses.toAddresses } };
  if (isDoorstepError(error, 'email_not_verified'))
    return { text: error.detail, way: { href: '/account', label: addresses.toAccount } };
  if (isDoorstepError(error, 'duplicate_address'))
    return { text: addresses.held, way: { href: `/addresses/${error.duplicateOf}`, label: addresses.toHeld } };
  if (isDoorstepError(error, 'not_found')) return { text: problems.gone };
  // What the customer can mend needs no look into the shop's log.
  const isOurs = error.status === undefined || error.status >= 500;
  return { text: error.detail, ...(isOurs && { requestId: error.requestId }) };
};

const isUnreachable = (error: DoorstepError): boolean =>
  isDoorstepError(error, 'network_error', 'timeout', 'unavailable', 'unexpected_answer');
