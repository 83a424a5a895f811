import type { AxiosRequestConfig, AxiosResponse } from 'axios';
import type { Answered } from './doorstep-call.ts';
import { type DoorstepError, headerOf, unexpectedAnswer } from './doorstep-error.ts';

/** What the API answered. Throws `unexpected_answer` where that cannot be the API's. */
export const answerOf = <Data>(config: AxiosRequestConfig, response: AxiosResponse): Answered<Data> => {
  const { status, data } = response;
  const answered = (value: unknown): Answered<Data> => ({
    // The document, from which the type was made, says that the API answers this.
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

/** A failure that means what the call wanted. */
export const withoutData = <Data>({ status = 0, requestId }: DoorstepError): Answered<Data> => ({
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
