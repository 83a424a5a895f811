import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { DoorstepError } from './doorstep-error.ts';
import type { ConnectionOptions, UploadOptions } from './doorstep-options.ts';
import type { Body } from './upload.ts';
import { version } from './version.ts';

/** The properties of an operation that change how the client sends it. */
export type RequestTraits = {
  /** Whether the request has the token or the key of the caller. */
  authenticated: boolean;
  /** Whether the request is an idempotent write with an `Idempotency-Key`. */
  keyed?: boolean;
  /** The version of the resource that the change is based on. */
  version?: number | undefined;
  /** The field of the body that can be a file. */
  fileField?: string;
};

const product = 'doorstep-sdk-js';

/** Makes the request of all attempts, without token and signal. Throws `invalid_argument`. */
export const requestConfig = (
  {
    config,
    body,
    call,
    traits,
  }: { config: AxiosRequestConfig; body: Body; call: UploadOptions; traits: RequestTraits },
  client: ConnectionOptions,
  instance: AxiosInstance,
): AxiosRequestConfig => {
  const { onUploadProgress, headers, idempotencyKey, language = client.language } = call;
  return {
    ...config,
    data: body.data,
    baseURL: resolvableBaseUrl(client.baseUrl),
    // TimeLimit ends attempts, because adapters treat timeouts differently.
    timeout: 0,
    // The API never redirects. Following a redirect could send tokens to another server.
    maxRedirects: 0,
    validateStatus: (status) => status >= 200 && status < 300,
    transitional: { clarifyTimeoutError: true },
    // Axios does not support Blob in Node, but bytes on all platforms.
    ...(isDownload(config) && { responseType: 'arraybuffer' as const }),
    ...(onUploadProgress && {
      onUploadProgress: ({ loaded, total }) => onUploadProgress({ loaded, total }),
    }),
    headers: {
      ...config.headers,
      ...body.headers,
      'X-Tenant-ID': client.tenantId,
      'X-Doorstep-Client': `${product}/${version}`,
      // Browsers set their own User-Agent, and an app can set its name.
      ...(usesNodeAdapter(instance) && !hasUserAgent(instance) && { 'User-Agent': `${product}/${version}` }),
      ...(language && { 'Accept-Language': language }),
      ...(traits.keyed && { 'Idempotency-Key': idempotencyKey ?? newKey() }),
      ...(traits.version !== undefined && { 'If-Match': `"${traits.version}.0"` }),
      ...headers,
    },
  };
};

/** Whether an operation returns a file. */
export const isDownload = ({ responseType }: AxiosRequestConfig): boolean => responseType === 'blob';

/** Whether Axios uses its Node adapter, the only one that supports Node streams and a User-Agent. */
export const usesNodeAdapter = ({ defaults }: AxiosInstance): boolean => {
  try {
    return axios.getAdapter(defaults.adapter ?? axios.defaults.adapter) === axios.getAdapter('http');
  } catch {
    // One of the adapters is not available on this platform.
    return false;
  }
};

const hasUserAgent = ({ defaults: { headers } }: AxiosInstance): boolean =>
  [headers, headers.common ?? {}].some((names) => Object.keys(names).some((name) => /^user-agent$/i.test(name)));

/** Removes trailing slashes of the URL of the API. Throws `invalid_argument` for an invalid URL. */
export const normalizeBaseUrl = (baseUrl: unknown): string => {
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

const resolvableBaseUrl = (baseUrl: string): string => {
  const url = normalizeBaseUrl(baseUrl);
  const inPage = (globalThis as { location?: unknown }).location !== undefined;
  if (inPage || /^https?:/i.test(url)) return url;
  throw new DoorstepError(
    'invalid_argument',
    `\`baseUrl\` is the path "${baseUrl}", but only a page in a browser can resolve a path.`,
  );
};

const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
