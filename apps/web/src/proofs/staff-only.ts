import { isDoorstepError } from '@doorstep/sdk';
import { notFound } from 'next/navigation';
import { readProfile } from '../profile/read-profile.ts';
import { orNull } from '../sdk/or-null.ts';

/** Ends a page for who is no staff by now. For them it does not exist, as their navigation says. */
export const staffOnly = async (): Promise<void> => {
  const profile = await orNull(readProfile());
  if (profile && profile.role !== 'staff') notFound();
};

/** The same where the role was taken back since. */
export const forStaff = <Result>(read: Promise<Result>): Promise<Result> =>
  read.catch((error: unknown) => {
    if (isDoorstepError(error, 'permission_denied')) notFound();
    throw error;
  });
