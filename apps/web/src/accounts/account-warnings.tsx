import { cookies } from 'next/headers';
import { readProfile } from '../profile/read-profile.ts';
import { orNull } from '../sdk/or-null.ts';
import { AccountWarning } from './account-warning.tsx';
import { hiddenReminderCookie } from './hidden-reminder.ts';

/** What the customer has to know on every page: that the account will be deleted, or that its e-mail is not confirmed. */
export const AccountWarnings = async ({ look }: { look: 'sidebar' | 'bar' }) => {
  const profile = await orNull(readProfile());
  if (profile?.erase_at) return <AccountWarning look={look} href="/account/data" eraseAt={profile.erase_at} />;
  if (!profile || profile.email_verified) return null;
  const isHidden = (await cookies()).get(hiddenReminderCookie)?.value === profile.user_id;
  return isHidden ? null : <AccountWarning look={look} href="/account/email" hideFor={profile.user_id} />;
};
