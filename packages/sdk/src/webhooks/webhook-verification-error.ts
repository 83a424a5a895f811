/**
 * Why a webhook was refused:
 * - `missing_header`: `webhook-id`, `webhook-timestamp` or `webhook-signature` is missing.
 * - `malformed_header`: one of these headers has an invalid value, or more than one.
 * - `timestamp_too_old`, `timestamp_too_new`: the webhook was sent too long ago, or a clock is wrong.
 * - `no_matching_signature`: no signature matches. The secret is another one, or the body has been changed.
 * - `unknown_key`: the key set has no ed25519 key.
 * - `keys_unavailable`: the key set could not be fetched.
 * - `malformed_secret`: the secret or key set that was passed is invalid.
 * - `malformed_body`: the body is not the raw body, or not an event.
 * - `other_tenant`: the event is one of another tenant than `tenantId`.
 */
export type WebhookVerificationReason =
  | 'missing_header'
  | 'malformed_header'
  | 'timestamp_too_old'
  | 'timestamp_too_new'
  | 'no_matching_signature'
  | 'unknown_key'
  | 'keys_unavailable'
  | 'malformed_secret'
  | 'malformed_body'
  | 'other_tenant';

/** The error of a webhook that is not genuine, or cannot be verified. It contains neither secrets nor the body. */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError';
  /** The reason for programs. `message` says it for people. */
  readonly reason: WebhookVerificationReason;

  /** @internal */
  constructor(reason: WebhookVerificationReason, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.reason = reason;
  }
}
