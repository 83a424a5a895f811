import { type DoorstepClient, isDoorstepError } from '@doorstep/sdk';
import { browserClient } from '../sdk/browser-client.ts';
import type { Texts } from '../texts/en.ts';
import { type ProblemText, problemText } from '../ui/problem-text.ts';

/** What came of a change: why it failed, if it did, and whether the page shows what is no longer so. */
export type Tried = { problem?: ProblemText; outdated: boolean };

/**
 * Makes a change of addresses. A module of its own, fetched when somebody wants one: the SDK weighs more than the list of
 * addresses, which has to be there at once.
 */
export const tryChange = async (work: (client: DoorstepClient) => Promise<void>, texts: Texts): Promise<Tried> => {
  try {
    await work(browserClient());
    return { outdated: true };
  } catch (error) {
    const problem = problemText(error, texts);
    if (isDoorstepError(error, 'precondition_failed')) {
      return { problem: { ...problem, text: texts.addresses.changedElsewhere }, outdated: true };
    }
    // Only what is known to be out of date: where nothing can be fetched the page itself would be lost.
    return { problem, outdated: isDoorstepError(error, 'not_found') };
  }
};
