import type { VerificationKey } from './verification-key.ts';
import type { WebhookEvent } from './webhook-event.ts';
import { readSigningHeaders, type SigningHeaders, type WebhookHeaders } from './webhook-headers.ts';
import { matchesKeySet, type WebhookKeySet } from './webhook-key-set.ts';
import { importSecrets } from './webhook-secret.ts';
import { WebhookVerificationError } from './webhook-verification-error.ts';

/** The raw body of a webhook, as it arrived. */
export type WebhookBody = string | Uint8Array | ArrayBuffer;

/**
 * What verifies a webhook:
 * - the secret of the endpoint (`whsec_…`), or several secrets during a rotation, or
 * - the public keys of the server: a JSON Web Key Set, or its URL (`https://…/.well-known/webhook-keys.json`).
 */
export type WebhookSecret =
  | string
  | readonly string[]
  | { readonly jwks: WebhookKeySet | string | URL }
  // An environment or a store may lack the secret. Then no webhook is accepted.
  | null
  | undefined;

export type VerifyWebhookOptions = {
  /** How many seconds the time of the webhook may differ from the clock. The default is 300. */
  toleranceSeconds?: number | undefined;
  /** The id of your tenant. Set it with public keys, which verify the webhooks of all tenants of a server. */
  tenantId?: string | undefined;
  /** The current time, for tests. */
  now?: Date | undefined;
};

/**
 * Verifies the signature and the time of a webhook, and returns its event. It runs in Node, in Workers and in browsers. Public
 * keys need a runtime whose Web Crypto supports Ed25519.
 *
 * @param body The raw body: a body that was parsed and written again has other bytes.
 * @param secret Never taken from the request.
 * @throws {@link WebhookVerificationError}
 */
export const verifyWebhook = async (
  body: WebhookBody,
  headers: WebhookHeaders,
  secret: WebhookSecret,
  { toleranceSeconds = 300, tenantId, now = new Date() }: VerifyWebhookOptions = {},
): Promise<WebhookEvent> => {
  const bytes = bytesOf(body);
  const signed = readSigningHeaders(headers);
  checkTime(Number(signed.timestamp), toleranceSeconds, now);
  if (!(await hasValidSignature(signed, bytes, secret))) {
    throw new WebhookVerificationError(
      'no_matching_signature',
      'No signature matches. Check the secret, and that the body is passed exactly as it arrived.',
    );
  }
  const event = eventOf(bytes);
  if (tenantId !== undefined && event.tenant_id !== tenantId) {
    throw new WebhookVerificationError('other_tenant', 'The webhook is one of another tenant.');
  }
  return event;
};

/** A kind of signature: its prefix in the header, its algorithm and its bytes. */
type Scheme = { version: string; algorithm: string; length: number };

const schemes = {
  secret: { version: 'v1', algorithm: 'HMAC', length: 32 },
  publicKey: { version: 'v1a', algorithm: 'Ed25519', length: 64 },
} as const satisfies Record<string, Scheme>;

const bytesOf = (body: unknown): Uint8Array => {
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  // A test runner may have another ArrayBuffer than the code that it runs.
  if (Object.prototype.toString.call(body) === '[object ArrayBuffer]') return new Uint8Array(body as ArrayBuffer);
  throw new WebhookVerificationError(
    'malformed_body',
    'Pass the raw body, as text or bytes, and not the parsed one. In Express, use express.raw() instead of express.json().',
  );
};

const checkTime = (timestamp: number, tolerance: number, now: Date): void => {
  const age = now.getTime() / 1000 - timestamp;
  // Written so that a tolerance or time that is not a number accepts nothing.
  if (!(age <= tolerance)) {
    throw new WebhookVerificationError('timestamp_too_old', `The webhook is more than ${tolerance} seconds old.`);
  }
  if (!(age >= -tolerance)) {
    throw new WebhookVerificationError(
      'timestamp_too_new',
      `The time of the webhook is more than ${tolerance} seconds ahead of the clock.`,
    );
  }
};

const hasValidSignature = async (
  { id, timestamp, signatures }: SigningHeaders,
  body: Uint8Array,
  secret: WebhookSecret,
): Promise<boolean> => {
  const start = new TextEncoder().encode(`${id}.${timestamp}.`);
  const content = new Uint8Array(start.length + body.length);
  content.set(start);
  content.set(body, start.length);
  const matches = ({ version, algorithm, length }: Scheme) => {
    const candidates = signatures.filter((one) => one.version === version && one.bytes.length === length);
    return async (keys: VerificationKey[]) => {
      for (const { bytes } of candidates) {
        for (const key of keys) if (await crypto.subtle.verify(algorithm, key, bytes, content)) return true;
      }
      return false;
    };
  };
  return typeof secret === 'object' && secret !== null && 'jwks' in secret
    ? matchesKeySet(secret.jwks, matches(schemes.publicKey))
    : matches(schemes.secret)(await importSecrets(secret));
};

const eventOf = (body: Uint8Array): WebhookEvent => {
  try {
    const event: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    if (isEvent(event)) return event;
  } catch {
    // Not JSON in UTF-8.
  }
  throw new WebhookVerificationError('malformed_body', 'The body is signed, but it is not an event.');
};

const isEvent = (value: unknown): value is WebhookEvent =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
