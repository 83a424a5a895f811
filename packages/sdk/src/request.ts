import type { AxiosRequestConfig } from 'axios';
import type { DoorstepCall } from './doorstep-call.ts';

/** Sends what a generated call describes, and answers the body. {@link Connection} makes them. */
export type Send = <Result>(config: AxiosRequestConfig) => DoorstepCall<Result>;

/** Every generated call ends here. The generator makes its last parameter optional, the face always gives it. */
export const request = <Result>(config: AxiosRequestConfig, send: Send | undefined): DoorstepCall<Result> => {
  if (!send) throw new TypeError('A generated call needs a connection to be sent on.');
  return send(config);
};
