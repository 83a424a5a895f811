'use client';
import { type ReactNode, useEffect } from 'react';
import { clearDrafts } from '../forms/draft-storage.ts';

/** Ends the session on this device, with or without scripts, and clears the drafts of unsaved input. */
export const SignOutForm = ({ children }: { children: ReactNode }) => (
  <form method="post" action="/api/auth/logout/" onSubmit={clearDrafts}>
    {children}
  </form>
);

type SignedOutWatchProps = { customer: string; cookie: string };

/**
 * Reloads the page when another customer, or none, is signed in: another tab may have signed out. Browsers and Next's
 * router show earlier pages from memory, without a request to the server.
 */
export const SignedOutWatch = ({ customer, cookie }: SignedOutWatchProps) => {
  useEffect(() => {
    const check = () => {
      if (document.cookie.split('; ').includes(`${cookie}=${customer}`)) return;
      document.documentElement.style.visibility = 'hidden';
      location.reload();
    };
    const onPageShow = ({ persisted }: PageTransitionEvent) => persisted && check();
    const onVisible = () => document.visibilityState === 'visible' && check();
    addEventListener('pageshow', onPageShow);
    addEventListener('popstate', check);
    addEventListener('focus', check);
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      removeEventListener('pageshow', onPageShow);
      removeEventListener('popstate', check);
      removeEventListener('focus', check);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [customer, cookie]);
  return null;
};
