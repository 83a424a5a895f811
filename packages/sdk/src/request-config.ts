import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { DoorstepError } from './doorstep-error.ts';
import type { DoorstepOptions, UploadOptions } from './doorstep-options.ts';
import type { Body } from './upload.ts';
import { version } from './version.ts';

/** How a request is sent, beside what its caller wishes. */
export type Manner = {
  /** With the customer's token. */
  authenticated: boolean;
  /** A write that the server makes once, however often it is sent with its key. */
  keyed?: boolean;
  /** The version of the resource that the change is based on. */
  version?: number | undefined;
  /** The field of the body that may be a file. */
  fileField?: string;
};

const product = 'doorstep-sdk-js';

/** The request that each attempt sends, but for its token and its signal. Throws `invalid_argument`. */
export const requestConfig = (
  { config, body, call, manner }: { config: AxiosRequestConfig; body: Body; call: UploadOptions; manner: Manner },
  client: DoorstepOptions,
  instance: AxiosInstance,
): AxiosRequestConfig => {
  const { onUploadProgress, headers, idempotencyKey, language = client.language } = call;
  return {
    ...config,
    data: body.data,
    baseURL: sendableBaseUrl(client.baseUrl),
    // TimeLimit ends an attempt, whatever the adapter makes of a time-out.
    timeout: 0,
    // The API never redirects, and a client that follows could take tokens elsewhere.
    maxRedirects: 0,
    validateStatus: (status) => status >= 200 && status < 300,
    transitional: { clarifyTimeoutError: true },
    // Axios has no Blob in Node; bytes it has everywhere.
    ...(isDownload(config) && { responseType: 'arraybuffer' as const }),
    ...(onUploadProgress && {
      onUploadProgress: ({ loaded, total }) => onUploadProgress({ loaded, total }),
    }),
    headers: {
      ...config.headers,
      ...body.headers,
      'X-Tenant-ID': client.tenantId,
      'X-Doorstep-Client': `${product}/${version}`,
      // Browsers have one of their own, and so has an app that says its name itself.
      ...(usesNodeAdapter(instance) && !hasUserAgent(instance) && { 'User-Agent': `${product}/${version}` }),
      ...(language && { 'Accept-Language': language }),
      ...(manner.keyed && { 'Idempotency-Key': idempotencyKey ?? newKey() }),
      ...(manner.version !== undefined && { 'If-Match': `"${manner.version}.0"` }),
      ...headers,
    },
  };
};

/** Whether an operation answers a file. */
export const isDownload = ({ responseType }: AxiosRequestConfig): boolean => responseType === 'blob';

/** Whether requests go through Axios's adapter for Node: it alone takes Node streams and a User-Agent. */
export const usesNodeAdapter = ({ defaults }: AxiosInstance): boolean => {
  try {
    return axios.getAdapter(defaults.adapter ?? axios.defaults.adapter) === axios.getAdapter('http');
  } catch {
    // One of the two is not available here.
    return false;
  }
};

const hasUserAgent = ({ defaults: { headers } }: AxiosInstance): boolean =>
  [headers, headers.common ?? {}].some((names) => Object.keys(names).some((name) => /^user-agent$/i.test(name)));

/** Address of the API without a slash at its end. Throws `invalid_argument` for what is none. */
export const normalBaseUrl = (baseUrl: unknown): string => {
  if (typeof baseUrl !== 'string') throw new DoorstepError('invalid_argument', 'The option `baseUrl` is missing.');
  const isPath = baseUrl === '' || baseUrl.startsWith('/');
  if (!isPath && !isApiUrl(baseUrl)) {
    throw new DoorstepError(
      'invalid_argument',
      `\`baseUrl\` must be an http or https URL without a query, or a path, not "${baseUrl}".`,
    );
  }
  return baseUrl.replace(/\/+$/, '');
};

const isApiUrl = (text: string): boolean => {
  try {
    const { protocol, search, hash } = new URL(text);
    return ['http:', 'https:'].includes(protocol) && search === '' && hash === '';
  } catch {
    return false;
  }
};

const sendableBaseUrl = (baseUrl: string): string => {
  const url = normalBaseUrl(baseUrl);
  const inPage = (globalThis as { location?: unknown }).location !== undefined;
  if (inPage || /^https?:/i.test(url)) return url;
  throw new DoorstepError(
    'invalid_argument',
    `\`baseUrl\` is the path "${baseUrl}", but there is no page to take it from.`,
  );
};

const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
