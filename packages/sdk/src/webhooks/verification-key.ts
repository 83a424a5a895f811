import type { Bytes } from './base64.ts';

/** A key of Web Crypto. The types of Node do not declare `CryptoKey` as a type. */
export type VerificationKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const algorithms = { secret: { name: 'HMAC', hash: 'SHA-256' }, publicKey: { name: 'Ed25519' } } as const;

/** Imports bytes as a secret for HMAC-SHA-256, or as a public ed25519 key. */
export const importKey = (kind: keyof typeof algorithms, bytes: Bytes): Promise<VerificationKey> =>
  crypto.subtle.importKey('raw', bytes, algorithms[kind], false, ['verify']);
