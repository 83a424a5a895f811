const development = process.env.NODE_ENV === 'development';

/**
 * The Content-Security-Policy of pages, with scripts by nonce. Style attributes stay allowed, because components
 * position popovers with them; they cannot execute anything.
 */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    // React's developer tools evaluate text.
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

// For answers that are not pages: a browser can neither load nor run anything from them.
const closedPolicy = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/**
 * The security headers of every answer, also of the forwarder and of answers that Next sends without proxy.ts. Pages
 * replace the Content-Security-Policy.
 */
export const securityHeaders = ({ secure }: { secure: boolean }): Record<string, string> => ({
  'Content-Security-Policy': closedPolicy,
  // `no-referrer` would remove the Origin of form posts, which the CSRF check needs.
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
  // Not over plain http: on a developer's machine it would outlive the test. Subdomains may belong to others.
  ...(secure && { 'Strict-Transport-Security': 'max-age=31536000' }),
});
