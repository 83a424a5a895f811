import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';

/** An ed25519 key pair that signs webhooks. */
export type WebhookSigningKey = {
  privateKey: KeyObject;
  /** The public part (RFC 8037). Its `kid` is the thumbprint of RFC 7638. */
  publicJwk: JWK;
};

// A seed behind these bytes is a private key in PKCS#8 (RFC 8410 section 7).
const pkcs8Start = Buffer.from('302e020100300506032b657004220420', 'hex');

/** @param seed The 32 bytes of the private key (RFC 8032 section 5.1.5). */
export const webhookSigningKey = (seed: Buffer): WebhookSigningKey => {
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Start, seed]), format: 'der', type: 'pkcs8' });
  const { crv, kty, x } = createPublicKey(privateKey).export({ format: 'jwk' });
  // The required members in lexicographic order (RFC 7638 section 3.2).
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
  return { privateKey, publicJwk: { kty: 'OKP', crv: 'Ed25519', x: String(x), kid, use: 'sig', alg: 'EdDSA' } };
};
