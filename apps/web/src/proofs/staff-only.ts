import { isDoorstepError } from '@doorstep/sdk';
import { notFound } from 'next/navigation';
import { currentCustomer } from '../sdk/server-client.ts';

/** Ends a page for who is no staff. For them it is not there, as their navigation says. */
export const staffOnly = async (): Promise<void> => {
  if ((await currentCustomer())?.role !== 'staff') notFound();
};

/** The same where the API knows better than the token: the role was taken back a moment ago. */
export const forStaff = <Result>(read: Promise<Result>): Promise<Result> =>
  read.catch((error: unknown) => {
    if (isDoorstepError(error, 'permission_denied')) notFound();
    throw error;
  });
