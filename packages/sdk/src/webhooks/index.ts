export {
  ChainError,
  type ChainErrorReason,
  type ChainedEvent,
  type ChainPlace,
  verifyChain,
} from './verify-chain.ts';
export { type VerifyWebhookOptions, verifyWebhook, type WebhookBody, type WebhookSecret } from './verify-webhook.ts';
export type { WebhookEvent } from './webhook-event.ts';
export type { WebhookHeaders } from './webhook-headers.ts';
export type { WebhookKeySet } from './webhook-key-set.ts';
export { WebhookVerificationError, type WebhookVerificationReason } from './webhook-verification-error.ts';
