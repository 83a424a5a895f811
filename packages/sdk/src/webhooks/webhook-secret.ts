import { fromBase64 } from './base64.ts';
import { importKey, type VerificationKey } from './verification-key.ts';
import { WebhookVerificationError } from './webhook-verification-error.ts';

const prefix = 'whsec_';

/** Imports the secrets of an endpoint for HMAC-SHA-256. Throws `malformed_secret`. */
export const importSecrets = (secrets: string | readonly string[] | null | undefined): Promise<VerificationKey[]> => {
  const listed = typeof secrets === 'string' ? [secrets] : (secrets ?? []);
  if (listed.length === 0) throw malformed('There is no secret.');
  return Promise.all(listed.map(importSecret));
};

const importSecret = (secret: string): Promise<VerificationKey> => {
  // A secret from a file may end with a line break.
  const text = typeof secret === 'string' ? secret.trim() : '';
  const bytes = text.startsWith(prefix) ? fromBase64(text.slice(prefix.length)) : undefined;
  // The sizes that Standard Webhooks allows.
  if (!bytes || bytes.length < 24 || bytes.length > 64) throw malformed('The secret is not that of a webhook.');
  return importKey('secret', bytes);
};

const malformed = (what: string): WebhookVerificationError =>
  new WebhookVerificationError('malformed_secret', `${what} Pass the text that starts with ${prefix}.`);
