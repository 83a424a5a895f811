/** Tells server components which page was asked for. */
export const pathHeader = 'x-page';

/** Where a page goes whose token the API has refused: on with a new one, or to the sign-in. */
export const renewPath = '/session/renew';

/** The address of {@link renewPath} that leads back to a page. */
export const renewing = (next: string): string => `${renewPath}?next=${encodeURIComponent(next)}`;

// What can be used without being signed in. Links in mails lead to some of them.
const publicPages = new Set([
  '/sign-in',
  '/register',
  '/forgot-password',
  '/reset-password',
  '/verify-email',
  '/undo-email',
  '/unavailable',
  '/preferences',
]);

/** Whether anybody may see a page, with a slash at its end or without. */
export const isPublicPage = (pathname: string): boolean => publicPages.has(pathname.replace(/\/$/, ''));
