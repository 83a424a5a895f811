/** What an access token says of whom it is for. Read for what a page shows: the API alone judges a token. */
export type AccessClaims = { userId: string; role: 'customer' | 'staff' };

/** The claims in a token, or null where it is none. */
export const claimsOf = (accessToken: string | undefined): AccessClaims | null => {
  try {
    const payload = Buffer.from(accessToken?.split('.')[1] ?? '', 'base64url').toString();
    const { sub, role } = JSON.parse(payload) as { sub: string; role: string };
    return { userId: sub, role: role === 'staff' ? 'staff' : 'customer' };
  } catch {
    return null;
  }
};
