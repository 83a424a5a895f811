const offer = '/account/keep';

/** Where a sign-in leads: to the page that was wanted, or first to the offer to keep an account that is to be deleted. */
export const afterSignIn = (user: { erase_at: string | null }, next: string): string =>
  user.erase_at === null || next.startsWith(offer) ? next : `${offer}?next=${encodeURIComponent(next)}`;
