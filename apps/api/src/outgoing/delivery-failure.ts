import type { TargetFault } from './target-address.ts';

/** Why a request had no answer. The words are stored and shown to tenants, so they do not change. */
export type DeliveryFault =
  | TargetFault
  | 'name_not_found'
  | 'name_lookup_failed'
  | 'connection_refused'
  | 'unreachable'
  | 'proxy_unreachable'
  | 'proxy_refused'
  | 'tls_invalid'
  | 'connection_closed'
  | 'invalid_response'
  | 'timeout'
  | 'cancelled';

/** A request without an answer. It has no cause, because errors of sockets name addresses of internal hosts. */
export class DeliveryFailure extends Error {
  override readonly name = 'DeliveryFailure';
  readonly reason: DeliveryFault;
  /** How long the attempt took; 0 in an error that {@link GuardedClient.post} has not completed yet. */
  readonly durationMs: number;

  constructor(reason: DeliveryFault, durationMs = 0) {
    super(`The delivery failed: ${reason}`);
    this.reason = reason;
    this.durationMs = durationMs;
  }
}

/** The code of an error of Node or undici, or `''`. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
