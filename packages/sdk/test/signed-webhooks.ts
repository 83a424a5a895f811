import { generateKeyPairSync, type JsonWebKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** An event, as the server sends it. */
export const event = {
  id: '019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6071',
  type: 'customer.updated',
  sequence: 7,
  previous_hash: '6'.repeat(64),
  hash: '7'.repeat(64),
  tenant_id: '019a2b3c-0000-7000-8000-000000000000',
};

/** The body of the webhook of {@link event}. */
export const body = JSON.stringify(event);

/** Creates the secret of an endpoint. */
export const newSecret = (bytes = 32): string => `whsec_${randomBytes(bytes).toString('base64')}`;

/** Creates an ed25519 key, as an installation has it. */
export const newKey = (): { privateKey: KeyObject; jwk: JsonWebKey } => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { privateKey, jwk: publicKey.export({ format: 'jwk' }) };
};

export type SignedHeaders = Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>;

type Signers = { secrets?: readonly string[]; keys?: readonly KeyObject[]; at?: Date };

/** Signs a webhook with the package of Standard Webhooks, and with keys of Node. */
export const signedHeaders = (
  signedBody: string,
  { secrets = [], keys = [], at = new Date() }: Signers,
): SignedHeaders => {
  const seconds = Math.floor(at.getTime() / 1000);
  const content = Buffer.from(`${event.id}.${seconds}.${signedBody}`);
  const signatures = [
    ...secrets.map((secret) => new Webhook(secret).sign(event.id, at, signedBody)),
    ...keys.map((key) => `v1a,${sign(null, content, key).toString('base64')}`),
  ];
  return {
    'webhook-id': event.id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures.join(' '),
  };
};
