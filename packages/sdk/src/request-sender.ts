import type { CallOptions, UploadOptions } from './doorstep-options.ts';
import type { Send } from './request.ts';
import type { RequestTraits } from './request-config.ts';

/** The properties of an idempotent write. */
export type WriteTraits = Pick<RequestTraits, 'version' | 'fileField'>;

/** The part of a connection that most resources use. */
export type RequestSender = {
  /** @internal Sends a request of the caller: the signed-in customer, or the holder of the API key. */
  asCaller(options?: CallOptions, version?: number): Send;
  /** @internal Sends an idempotent write of the caller. */
  asWrite(options?: UploadOptions, traits?: WriteTraits): Send;
};
