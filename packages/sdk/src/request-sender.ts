import type { UploadOptions } from './doorstep-options.ts';
import type { Send } from './request.ts';
import type { RequestTraits } from './request-config.ts';

/** The properties of a call. */
export type CallTraits = Pick<RequestTraits, 'version' | 'fileField'>;

/** The part of a connection that most resources use. */
export type RequestSender = {
  /** @internal Sends a request of the caller: the signed-in customer, or the holder of the API key. */
  asCaller(options?: UploadOptions, traits?: CallTraits): Send;
  /** @internal Sends an idempotent write of the caller. */
  asWrite(options?: UploadOptions, traits?: CallTraits): Send;
};
