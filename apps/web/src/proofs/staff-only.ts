import { isDoorstepError } from '@doorstep/sdk';
import { notFound } from 'next/navigation';
import { orNull, readProfile } from '../sdk/server-client.ts';

/** Answers `notFound` to accounts that may not review proofs. Their navigation does not show the page. */
export const staffOnly = async (): Promise<void> => {
  const profile = await orNull(readProfile());
  if (profile && !profile.permissions.includes('proofs:read')) notFound();
};

/** Answers `notFound` where the API refuses the read, because the role has been revoked. */
export const forStaff = <Result>(read: Promise<Result>): Promise<Result> =>
  read.catch((error: unknown) => {
    if (isDoorstepError(error, 'permission_denied')) notFound();
    throw error;
  });
