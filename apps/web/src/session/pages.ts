/** The request header with the path of the page, for server components. */
export const pathHeader = 'x-page';

/** Refreshes a session whose token the API refused, or redirects to the sign-in. */
export const renewPath = '/session/renew';

/** The address of {@link renewPath} that redirects to a page afterwards. */
export const renewPathFor = (next: string): string => `${renewPath}?next=${encodeURIComponent(next)}`;

// Mails link to some of them.
const publicPages = new Set([
  '/sign-in',
  '/register',
  '/forgot-password',
  '/reset-password',
  '/accept-invitation',
  '/verify-email',
  '/undo-email',
  '/unavailable',
  '/preferences',
]);

/** Whether a page needs no sign-in. A trailing slash does not matter. */
export const isPublicPage = (pathname: string): boolean => publicPages.has(pathname.replace(/\/$/, ''));

const keepAccountPage = '/account/keep';

/** The page after a sign-in: `next`, or first the offer to cancel a pending deletion of the account. */
export const pathAfterSignIn = (user: { erase_at: string | null }, next: string): string =>
  user.erase_at === null || next.startsWith(keepAccountPage)
    ? next
    : `${keepAccountPage}?next=${encodeURIComponent(next)}`;
