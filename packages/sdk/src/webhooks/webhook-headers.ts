import { type Bytes, fromBase64 } from './base64.ts';
import { WebhookVerificationError } from './webhook-verification-error.ts';

/** The headers of a request: `Headers`, the headers of Node, or an object. The case of names does not matter. */
export type WebhookHeaders =
  | { get(name: string): string | null | undefined }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** A signature of the header `webhook-signature`. */
export type WebhookSignature = { version: string; bytes: Bytes };

export type SigningHeaders = { id: string; timestamp: string; signatures: WebhookSignature[] };

// Longer than any header of the server. It bounds the number of signatures that are computed.
const maxLength = 4096;

/** Reads the headers of Standard Webhooks. Throws `missing_header` or `malformed_header`. */
export const readSigningHeaders = (headers: WebhookHeaders): SigningHeaders => ({
  // With a dot, the signature could also be one of another id and timestamp.
  id: headerOf(headers, 'webhook-id', /^[!-\-/-~]+$/),
  timestamp: headerOf(headers, 'webhook-timestamp', /^\d{1,12}$/),
  signatures: headerOf(headers, 'webhook-signature', /^v\w+,\S+(?: v\w+,\S+)*$/)
    .split(' ')
    .flatMap(toSignature),
});

const toSignature = (entry: string): WebhookSignature[] => {
  const [version = '', base64 = ''] = entry.split(',', 2);
  const bytes = fromBase64(base64);
  return bytes ? [{ version, bytes }] : [];
};

const headerOf = (headers: WebhookHeaders, name: string, pattern: RegExp): string => {
  const [value, ...others] = valuesOf(headers, name);
  if (value === undefined) throw new WebhookVerificationError('missing_header', `The header ${name} is missing.`);
  if (others.length > 0 || value.length > maxLength || !pattern.test(value)) {
    throw new WebhookVerificationError('malformed_header', `The header ${name} is not that of a webhook.`);
  }
  return value;
};

const valuesOf = (headers: WebhookHeaders, name: string): string[] => {
  if (isHeaders(headers)) return [headers.get(name) ?? []].flat();
  return Object.entries(headers).flatMap(([header, value]) =>
    header.toLowerCase() === name && value !== undefined ? value : [],
  );
};

const isHeaders = (headers: WebhookHeaders): headers is { get(name: string): string | null | undefined } =>
  typeof headers.get === 'function';
