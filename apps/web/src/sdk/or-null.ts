import { isDoorstepError } from '@doorstep/sdk';

/** What was read, or null where the API refused it or could not be reached: for what a page is no worse without. */
export const orNull = <Result>(read: Promise<Result>): Promise<Result | null> =>
  read.catch((error: unknown) => {
    if (isDoorstepError(error)) return null;
    throw error;
  });
