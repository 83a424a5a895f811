import { createHmac, sign } from 'node:crypto';
import type { WebhookSigningKey } from '../config/webhook-signing-key.ts';

/** What a signature covers. */
export type WebhookMessage = {
  /** The id of the event, the same at every attempt. */
  id: string;
  /** The time of the attempt, in seconds since 1970. */
  timestamp: number;
  /** The body, which must be sent as it is, in UTF-8. */
  body: string;
};

export type WebhookSigners = {
  /** The secret of the endpoint, and the one before it while a rotation overlaps. */
  secrets: readonly Buffer[];
  signingKey: WebhookSigningKey;
};

/** The headers of a signed webhook. */
export type WebhookHeaders = Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>;

/**
 * Signs a webhook per Standard Webhooks 1.0: one `v1` signature (HMAC-SHA-256) for each secret, and one `v1a` signature
 * (ed25519) by the installation's key.
 */
export const signWebhook = (
  { id, timestamp, body }: WebhookMessage,
  { secrets, signingKey }: WebhookSigners,
): WebhookHeaders => {
  const content = Buffer.from(`${id}.${timestamp}.${body}`);
  const signatures = [
    ...secrets.map((secret) => `v1,${createHmac('sha256', secret).update(content).digest('base64')}`),
    `v1a,${sign(null, content, signingKey.privateKey).toString('base64')}`,
  ];
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') };
};

/** The form in which a receiver gets the secret of an endpoint: `whsec_` and base64. */
export const formatWebhookSecret = (secret: Buffer): string => `whsec_${secret.toString('base64')}`;
