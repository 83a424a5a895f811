import type { AxiosRequestConfig, AxiosResponse } from 'axios';
import type { ApiResponse } from './doorstep-call.ts';
import { type DoorstepError, headerOf, unexpectedAnswer } from './doorstep-error.ts';

/** Converts a response to the result of a call. Throws `unexpected_answer` if it is not a response of the API. */
export const apiResponseOf = <Data>(config: AxiosRequestConfig, response: AxiosResponse): ApiResponse<Data> => {
  const { status, data } = response;
  const answered = (value: unknown): ApiResponse<Data> => ({
    // The generated type and the answer follow the same OpenAPI document.
    data: value as Data,
    status,
    headers: headersOf(response),
    requestId: headerOf(response, 'x-request-id'),
  });
  if (config.responseType === 'arraybuffer') {
    const type = headerOf(response, 'content-type') ?? '';
    if (/^text\//i.test(type) || !(data?.byteLength > 0)) throw unexpectedAnswer(response);
    return answered(new Blob([data], { type }));
  }
  const isEmpty = data === '' || data === undefined || data === null;
  const mayBeEmpty = config.method === 'HEAD' || (config.method !== 'GET' && (status === 202 || status === 204));
  if (isEmpty ? !mayBeEmpty : typeof data !== 'object') throw unexpectedAnswer(response);
  return answered(isEmpty ? undefined : data);
};

/** Turns an error into a success without data, if the error means that the goal is already reached. */
export const emptyResponse = <Data>({ status = 0, requestId }: DoorstepError): ApiResponse<Data> => ({
  data: undefined as Data,
  status,
  headers: new Headers(),
  requestId,
});

const headersOf = ({ headers }: AxiosResponse): Headers => {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    for (const one of [value].flat()) if (one !== undefined && one !== null) all.append(name, String(one));
  }
  return all;
};
