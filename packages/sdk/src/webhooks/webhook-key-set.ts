import { fromBase64Url } from './base64.ts';
import { importKey, type VerificationKey } from './verification-key.ts';
import { WebhookVerificationError } from './webhook-verification-error.ts';

/** A JSON Web Key Set (RFC 7517), such as that at `/.well-known/webhook-keys.json`. Only its ed25519 keys are used. */
export type WebhookKeySet = {
  readonly keys: readonly { readonly kty?: string; readonly crv?: string; readonly x?: string }[];
};

// How long the server lets caches store the keys.
const maxAge = 5 * 60_000;
// Bounds the fetches that webhooks with a wrong signature cause.
const minAge = 30_000;
const timeout = 10_000;
// Each key costs a computation for each signature.
const maxKeys = 20;

// Only finished answers: in Workers, a request cannot wait for the fetch of another one.
const fetched = new Map<string, { keys: VerificationKey[]; fetchedAt: number }>();

/**
 * Returns whether `matches` accepts a key set. A set at a URL is cached for five minutes. If the cached one does not match, it
 * is fetched again, at most every 30 seconds, because the server may have new keys.
 */
export const matchesKeySet = async (
  jwks: WebhookKeySet | string | URL,
  matches: (keys: VerificationKey[]) => Promise<boolean>,
): Promise<boolean> => {
  if (isKeySet(jwks)) return matches(await keysOf(jwks));
  const url = urlOf(jwks);
  const cached = fetched.get(url);
  const age = cached ? Date.now() - cached.fetchedAt : maxAge;
  if (cached && age < maxAge && (await matches(cached.keys))) return true;
  return age >= minAge && matches(await fetchKeys(url));
};

const isKeySet = (value: unknown): value is WebhookKeySet =>
  typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys);

const keysOf = async ({ keys }: WebhookKeySet): Promise<VerificationKey[]> => {
  const points = keys.slice(0, maxKeys).flatMap(({ kty, crv, x }) => {
    const point = kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string' ? fromBase64Url(x) : undefined;
    return point?.length === 32 ? [point] : [];
  });
  if (points.length === 0) throw new WebhookVerificationError('unknown_key', 'The key set has no ed25519 key.');
  return Promise.all(points.map((point) => importKey('publicKey', point)));
};

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

const urlOf = (jwks: unknown): string => {
  const url = URL.canParse(String(jwks)) ? new URL(String(jwks)) : undefined;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.has(url.hostname))) return url.href;
  throw new WebhookVerificationError('malformed_secret', 'Pass a JSON Web Key Set as `jwks`, or its https URL.');
};

const fetchKeys = async (url: string): Promise<VerificationKey[]> => {
  const keys = await keysOf(await fetchKeySet(url));
  fetched.set(url, { keys, fetchedAt: Date.now() });
  return keys;
};

const fetchKeySet = async (url: string): Promise<WebhookKeySet> => {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeout) });
    if (!response.ok) throw new Error(`The status of the answer is ${response.status}.`);
    const keySet: unknown = await response.json();
    if (!isKeySet(keySet)) throw new Error('The answer is not a JSON Web Key Set.');
    return keySet;
  } catch (cause) {
    throw new WebhookVerificationError('keys_unavailable', `The key set at ${url} could not be fetched.`, { cause });
  }
};
