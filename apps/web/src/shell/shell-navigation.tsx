import { Suspense } from 'react';
import { currentCustomer, orNull, readProfile } from '../sdk/server-client.ts';
import { NavLinks, StaffNavLink } from './nav-links.tsx';

type ShellNavigationProps = { variant: 'sidebar' | 'bar' };

/** The navigation for the current role. Until the profile has loaded, the role of the access token counts. */
export const ShellNavigation = async ({ variant }: ShellNavigationProps) => {
  const wasStaff = (await currentCustomer())?.isStaff ?? false;
  return (
    <NavLinks variant={variant}>
      <Suspense fallback={wasStaff && <StaffNavLink variant={variant} />}>
        <StaffLink variant={variant} wasStaff={wasStaff} />
      </Suspense>
    </NavLinks>
  );
};

const StaffLink = async ({ variant, wasStaff }: ShellNavigationProps & { wasStaff: boolean }) => {
  const profile = await orNull(readProfile());
  const isStaff = profile ? profile.permissions.includes('proofs:read') : wasStaff;
  return isStaff && <StaffNavLink variant={variant} />;
};
