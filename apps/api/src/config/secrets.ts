import { createHmac, hkdfSync } from 'node:crypto';

/** Derives a key for each purpose from LINK_SECRET, so that a signature is valid for one purpose only. */
export type Secrets = {
  /** Signs `message` for one purpose: HMAC-SHA256, base64url. */
  sign(
    purpose: 'media' | 'export' | 'cursor' | 'password-reset' | 'email-token' | 'rate-limit',
    message: string,
  ): string;
};

/** @param linkSecret At least 32 bytes; keys are derived per RFC 5869. */
export const createSecrets = (linkSecret: Buffer): Secrets => {
  const keys = new Map<string, Buffer>();
  const keyFor = (purpose: string): Buffer => {
    const cached = keys.get(purpose);
    if (cached) return cached;
    const key = Buffer.from(hkdfSync('sha256', linkSecret, '', `doorstep ${purpose}`, 32));
    keys.set(purpose, key);
    return key;
  };
  return {
    sign: (purpose, message) => createHmac('sha256', keyFor(purpose)).update(message).digest('base64url'),
  };
};
