import type { ReactNode } from 'react';
import { currentTenant } from '../sdk/tenant.ts';
import { TenantLogo } from '../ui/avatar.tsx';
import { Preferences } from './preferences.tsx';

/** The frame of every page that needs no sign-in. */
export const SignedOutShell = async ({ children }: { children: ReactNode }) => {
  const tenant = await currentTenant().catch(() => null);
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-md flex-col px-4 py-8 sm:justify-center sm:py-12">
      <header className="mb-8 text-lg">{tenant && <TenantLogo name={tenant.name} />}</header>
      <main className="rounded-2xl border border-line bg-surface p-6 shadow-card sm:p-8">{children}</main>
      <footer className="mx-auto mt-8 w-full max-w-64">
        <Preferences />
      </footer>
    </div>
  );
};
