const development = process.env.NODE_ENV === 'development';

/**
 * What a page may load and run: scripts by its nonce alone. Attributes of style stay allowed, because components place
 * popovers with them; they cannot run anything.
 */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    // React's tools for developers evaluate text.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

// Of an answer that is no page: whatever a browser takes it for, it can neither load nor run anything.
const closedPolicy = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/**
 * What is said with every answer of this server, whoever gives it: a page, the forwarder, or Next where proxy.ts is not asked.
 * Pages put their own Content-Security-Policy in place of this one.
 */
export const answerHeaders = ({ secure }: { secure: boolean }): Record<string, string> => ({
  'Content-Security-Policy': closedPolicy,
  // `no-referrer` would take the Origin off forms, which is how this server knows its own.
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
  // Over plain http on a developer's machine it would outlive the test. Hosts below this one may belong to others.
  ...(secure && { 'Strict-Transport-Security': 'max-age=31536000' }),
});
