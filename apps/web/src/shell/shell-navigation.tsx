import { Suspense } from 'react';
import { readProfile } from '../profile/read-profile.ts';
import { orNull } from '../sdk/or-null.ts';
import { currentCustomer } from '../sdk/server-client.ts';
import { NavLinks, StaffNavLink } from './nav-links.tsx';

type ShellNavigationProps = { look: 'sidebar' | 'bar' };

/** The navigation for the role as it is now. Until the profile tells that role, the one in the access token counts. */
export const ShellNavigation = async ({ look }: ShellNavigationProps) => {
  const wasStaff = (await currentCustomer())?.role === 'staff';
  return (
    <NavLinks look={look}>
      <Suspense fallback={wasStaff && <StaffNavLink look={look} />}>
        <StaffLink look={look} wasStaff={wasStaff} />
      </Suspense>
    </NavLinks>
  );
};

const StaffLink = async ({ look, wasStaff }: ShellNavigationProps & { wasStaff: boolean }) => {
  const profile = await orNull(readProfile());
  const isStaff = profile ? profile.role === 'staff' : wasStaff;
  return isStaff && <StaffNavLink look={look} />;
};
