import { readProfile } from '../profile/read-profile.ts';
import { orNull } from '../sdk/or-null.ts';
import { Avatar } from '../ui/avatar.tsx';

/** Who is signed in. A page is no worse without it. */
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
        {/* What does not fit is cut off at its end, not at the line's. */}
        <p dir="ltr" className="truncate text-sm text-ink-soft rtl:text-right">
          {email}
        </p>
      </div>
    </div>
  );
};
