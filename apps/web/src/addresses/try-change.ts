import { type DoorstepClient, isDoorstepError } from '@doorstep/sdk';
import { browserClient } from '../sdk/browser-client.ts';
import type { Texts } from '../texts/en.ts';
import { type ProblemText, problemText } from '../ui/problem-text.ts';

/** The result of a change: the error, if any, and whether the page is stale. */
export type ChangeResult = { problem?: ProblemText; stale: boolean };

/**
 * Runs a change of addresses. A separate module, loaded on demand: the SDK is larger than the list of addresses, which
 * has to load fast.
 */
export const tryChange = async (
  work: (client: DoorstepClient) => Promise<void>,
  texts: Texts,
): Promise<ChangeResult> => {
  try {
    await work(browserClient());
    return { stale: true };
  } catch (error) {
    const problem = problemText(error, texts);
    if (isDoorstepError(error, 'precondition_failed')) {
      return { problem: { ...problem, text: texts.addresses.changedElsewhere }, stale: true };
    }
    // Refresh only a page that is known to be stale: without a connection a refresh would lose the page.
    return { problem, stale: isDoorstepError(error, 'not_found') };
  }
};
