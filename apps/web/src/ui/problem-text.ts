import { type DoorstepError, isDoorstepError } from '@doorstep/sdk';
import type { Texts } from '../texts/en.ts';

/** The text of an error, and the request id by which the shop finds it in the log. */
export type ProblemText = {
  text: string;
  requestId?: string | undefined;
  /** A link to the page where the customer can solve the problem. */
  action?: { href: string; label: string };
};

/** Puts an error into words: the API's own where it answered, which are in the language of the page already. */
export const problemText = (error: unknown, { problems, addresses }: Texts): ProblemText => {
  if (!isDoorstepError(error)) return { text: problems.title };
  if (!navigator.onLine) return { text: problems.offline };
  if (isUnreachable(error)) return { text: problems.unreachable, requestId: error.requestId };
  if (isDoorstepError(error, 'token_invalid', 'token_expired', 'not_authenticated') && !error.requestId)
    return { text: problems.sessionEnded };
  if (isDoorstepError(error, 'address_limit_reached'))
    return { text: error.detail, action: { href: '/addresses', label: addresses.toAddresses } };
  if (isDoorstepError(error, 'email_not_verified'))
    return { text: error.detail, action: { href: '/account', label: addresses.toAccount } };
  if (isDoorstepError(error, 'duplicate_address'))
    return {
      text: addresses.duplicate,
      action: { href: `/addresses/${error.duplicateOf}`, label: addresses.showDuplicate },
    };
  if (isDoorstepError(error, 'not_found')) return { text: problems.notFound };
  // Only errors of the server need the request id, for a search in the log.
  const isServerError = error.status === undefined || error.status >= 500;
  return { text: error.detail, ...(isServerError && { requestId: error.requestId }) };
};

const isUnreachable = (error: DoorstepError): boolean =>
  isDoorstepError(error, 'network_error', 'timeout', 'unavailable', 'unexpected_answer');
