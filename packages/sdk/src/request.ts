import type { AxiosRequestConfig } from 'axios';

/** Sends what a generated call describes, and answers the body. {@link Connection} makes them. */
export type Send = <Result>(config: AxiosRequestConfig) => Promise<Result>;

/** Every generated call ends here. The generator makes its last parameter optional, the face always gives it. */
export const request = <Result>(config: AxiosRequestConfig, send: Send | undefined): Promise<Result> => {
  if (!send) throw new TypeError('A generated call needs a connection to be sent on.');
  return send(config);
};
