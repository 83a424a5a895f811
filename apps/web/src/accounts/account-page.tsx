import type { ReactNode } from 'react';
import { currentTenant } from '../sdk/tenant.ts';
import { Preferences } from '../shell/preferences.tsx';
import { TenantMark } from '../shell/tenant-mark.tsx';

/** What is around pages for which nobody need be signed in. */
export const AccountPage = async ({ children }: { children: ReactNode }) => {
  const tenant = await currentTenant().catch(() => null);
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-md flex-col px-4 py-8 sm:justify-center sm:py-12">
      <header className="mb-8 text-lg">{tenant && <TenantMark name={tenant.name} />}</header>
      <main className="rounded-2xl border border-line bg-surface p-6 shadow-card sm:p-8">{children}</main>
      <footer className="mx-auto mt-8 w-full max-w-64">
        <Preferences />
      </footer>
    </div>
  );
};
