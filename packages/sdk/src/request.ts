import type { AxiosRequestConfig } from 'axios';
import type { DoorstepCall } from './doorstep-call.ts';

/** Sends the request of a generated call. A connection creates these functions. */
export type Send = <Result>(config: AxiosRequestConfig) => DoorstepCall<Result>;

/** Runs each generated call. The generator makes `send` optional, but the resources always pass it. */
export const request = <Result>(config: AxiosRequestConfig, send: Send | undefined): DoorstepCall<Result> => {
  if (!send) throw new TypeError('A generated call needs a connection.');
  return send(config);
};
