import { readErasure } from '../privacy/read-erasure.ts';
import { readProfile } from '../profile/read-profile.ts';
import { orNull } from '../sdk/or-null.ts';
import { AccountWarning } from './account-warning.tsx';

/** What the customer has to know on every page: that the account will be gone, or that its e-mail is not confirmed. */
export const AccountWarnings = async ({ look }: { look: 'sidebar' | 'bar' }) => {
  const [profile, erasure] = await Promise.all([orNull(readProfile()), orNull(readErasure())]);
  if (erasure?.erase_at) return <AccountWarning look={look} href="/account/data" eraseAt={erasure.erase_at} />;
  if (profile && !profile.email_verified) return <AccountWarning look={look} href="/account/email" />;
  return null;
};
