'use client';
import { useEffect } from 'react';

type SignedOutWatchProps = { customer: string; cookie: string };

/**
 * Loads the page again when its customer is no longer the one signed in: another tab may have signed out. Browsers and the
 * router show earlier pages from memory, without asking the server.
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
