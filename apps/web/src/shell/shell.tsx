import { LogOut, SlidersHorizontal } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, Suspense } from 'react';
import { currentCustomer } from '../sdk/server-client.ts';
import { tenantBrand } from '../sdk/tenant.ts';
import { cookieName } from '../session/session-cookies.ts';
import { requestTexts } from '../texts/request-texts.ts';
import { TenantLogo } from '../ui/avatar.tsx';
import { buttonStyle } from '../ui/button-style.ts';
import { Skeleton } from '../ui/page-layout.tsx';
import { Preferences } from './preferences.tsx';
import { ShellNavigation } from './shell-navigation.tsx';
import { AccountWarnings, ShellCustomer } from './shell-profile.tsx';
import { SignedOutWatch, SignOutForm } from './sign-out.tsx';

/** The frame of every signed-in page: a sidebar on desktops, a header and a bottom bar on phones. */
export const Shell = async ({ children }: { children: ReactNode }) => {
  const [texts, customer, tenant] = [await requestTexts(), await currentCustomer(), await tenantBrand()];
  const { shell, common } = texts;
  return (
    <div className="flex min-h-dvh flex-col lg:grid lg:grid-cols-[16rem_1fr]">
      {customer && <SignedOutWatch customer={customer.userId} cookie={cookieName('customer')} />}
      <a
        href="#content"
        className="fixed start-4 top-2 z-50 -translate-y-20 rounded-lg bg-raised px-4 py-2 shadow-raised focus:translate-y-0"
      >
        {common.skipToContent}
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col gap-8 overflow-y-auto border-e border-line bg-surface p-5 lg:flex">
        <Link href="/addresses" className="rounded-lg">
          <TenantLogo name={tenant.name} />
        </Link>
        <nav aria-label={shell.navigation} className="grow">
          <ShellNavigation variant="sidebar" />
        </nav>
        <Suspense fallback={null}>
          <AccountWarnings variant="sidebar" />
        </Suspense>
        <div className="flex flex-col gap-4">
          <Preferences />
          <div className="border-t border-line pt-4">
            <Suspense fallback={<Skeleton className="h-10" />}>
              <ShellCustomer />
            </Suspense>
          </div>
          <SignOutForm>
            <button type="submit" className={`${buttonStyle('secondary', 'small')} w-full`}>
              <LogOut aria-hidden className="size-4 rtl:-scale-x-100" />
              {shell.signOut}
            </button>
          </SignOutForm>
        </div>
      </aside>
      <header className="flex h-14 shrink-0 items-center justify-between gap-4 border-b border-line bg-surface ps-4 pe-2 lg:hidden">
        <Link href="/addresses" className="min-w-0 rounded-lg">
          <TenantLogo name={tenant.name} />
        </Link>
        <button
          type="button"
          popoverTarget="preferences"
          aria-label={`${shell.language}, ${shell.appearance}`}
          className="flex size-11 shrink-0 items-center justify-center rounded-lg text-ink-soft hover:bg-wash"
        >
          <SlidersHorizontal aria-hidden className="size-5" />
        </button>
        <div
          id="preferences"
          popover="auto"
          className="inset-auto end-2 top-16 max-h-[calc(100dvh-5rem)] w-72 overflow-y-auto rounded-xl border border-line bg-raised p-4 text-ink shadow-raised"
        >
          <Preferences />
        </div>
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-5xl grow px-4 pt-6 pb-10 outline-none sm:px-8 lg:py-10"
      >
        {children}
      </main>
      <div className="bottom-0 z-10 bg-surface pb-[env(safe-area-inset-bottom)] tall:sticky lg:hidden">
        <Suspense fallback={null}>
          <AccountWarnings variant="bar" />
        </Suspense>
        <nav aria-label={shell.navigation} className="border-t border-line">
          <ShellNavigation variant="bar" />
        </nav>
      </div>
    </div>
  );
};
