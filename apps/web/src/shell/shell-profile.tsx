import { cookies } from 'next/headers';
import { AccountWarning } from '../accounts/account-warning.tsx';
import { orNull, readProfile } from '../sdk/server-client.ts';
import { hiddenReminderCookie } from '../session/preference-cookies.ts';
import { Avatar } from '../ui/avatar.tsx';

/** The signed-in customer. The page works without it. */
export const ShellCustomer = async () => {
  const profile = await orNull(readProfile());
  if (!profile) return null;
  const { full_name: name, email, profile_picture: picture } = profile;
  return (
    <div className="flex min-h-10 min-w-0 items-center gap-3">
      <Avatar name={name || email} picture={picture} size="small" />
      <div className="min-w-0">
        {name && (
          <p className="truncate text-sm font-medium">
            <bdi>{name}</bdi>
          </p>
        )}
        {/* `ltr` truncates an e-mail at its own end, also on right-to-left pages. */}
        <p dir="ltr" className="truncate text-sm text-ink-soft rtl:text-right">
          {email}
        </p>
      </div>
    </div>
  );
};

/** Warns on every page of a pending deletion of the account, or of an e-mail that is not confirmed. */
export const AccountWarnings = async ({ variant }: { variant: 'sidebar' | 'bar' }) => {
  const profile = await orNull(readProfile());
  if (profile?.erase_at) return <AccountWarning variant={variant} href="/account/data" eraseAt={profile.erase_at} />;
  if (!profile || profile.email_verified) return null;
  const isHidden = (await cookies()).get(hiddenReminderCookie)?.value === profile.user_id;
  return isHidden ? null : <AccountWarning variant={variant} href="/account/email" hideFor={profile.user_id} />;
};
