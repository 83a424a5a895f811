import { createHmac, hkdfSync } from 'node:crypto';
import { type WebhookSigningKey, webhookSigningKey } from './webhook-signing-key.ts';

/**
 * Derives a key for each purpose from LINK_SECRET, so that a signature is valid for one purpose only. None of them is stored,
 * and another LINK_SECRET changes all of them.
 */
export type Secrets = {
  /** Signs `message` for one purpose: HMAC-SHA256, base64url. */
  sign(
    purpose: 'media' | 'export' | 'cursor' | 'password-reset' | 'email-token' | 'rate-limit',
    message: string,
  ): string;
  /** Derives the secret of a webhook from its id: 32 bytes. */
  webhookSecret(secretId: string): Buffer;
  /** The key pair with which the installation signs all webhooks. */
  readonly webhookSigningKey: WebhookSigningKey;
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
  const hmac = (purpose: string, message: string) => createHmac('sha256', keyFor(purpose)).update(message);
  return {
    sign: (purpose, message) => hmac(purpose, message).digest('base64url'),
    webhookSecret: (secretId) => hmac('webhook-secret', secretId).digest(),
    webhookSigningKey: webhookSigningKey(keyFor('webhook-signing-key')),
  };
};
