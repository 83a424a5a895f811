import { readProfile } from '../profile/read-profile.ts';
import { orNull } from '../sdk/or-null.ts';
import { currentCustomer } from '../sdk/server-client.ts';
import { NavLinks } from './nav-links.tsx';

/** The navigation for the role as it is now. The role in the access token may be older. */
export const CurrentNavLinks = async ({ look }: { look: 'sidebar' | 'bar' }) => {
  const { role } = (await orNull(readProfile())) ?? (await currentCustomer()) ?? {};
  return <NavLinks isStaff={role === 'staff'} look={look} />;
};
