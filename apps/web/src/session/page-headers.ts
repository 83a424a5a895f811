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

/** What else is said with every page. */
export const pageHeaders = {
  // `no-referrer` would take the Origin off forms, which is how this server knows its own.
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
};
