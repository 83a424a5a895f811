import { randomUUID } from 'node:crypto';
import { expectDocumented, expectDocumentedRequest } from './documented.ts';

/** The password of every customer that a suite registers. */
export const password = 'correct horse battery';

/** The options of a request. */
export type Send = {
  json?: unknown;
  form?: FormData;
  /** A raw body with a content type. */
  raw?: { body: string | Uint8Array<ArrayBuffer>; type?: string };
  headers?: Record<string, string>;
};

// biome-ignore lint/suspicious/noExplicitAny: a test reads into answers whose shape the document check has just proved
export type Answer = { status: number; headers: Headers; body: any; bytes: Buffer };

export type Client = {
  readonly url: string;
  readonly tenantId: string;
  readonly accessToken?: string | undefined;
  send(method: string, path: string, options?: Send): Promise<Answer>;
  get(path: string, options?: Send): Promise<Answer>;
  post(path: string, options?: Send): Promise<Answer>;
  put(path: string, options?: Send): Promise<Answer>;
  patch(path: string, options?: Send): Promise<Answer>;
  delete(path: string, options?: Send): Promise<Answer>;
  query(procedure: string, input?: unknown): Promise<Answer>;
  mutate(procedure: string, input?: unknown): Promise<Answer>;
  /** The same client with the tokens of an answer. */
  signedIn(tokens: Tokens): SignedInClient;
};

type Tokens = { access_token: string; refresh_token: string; user: { user_id: string; email: string } };
export type SignedInClient = Client & { accessToken: string; refreshToken: string; userId: string; email: string };

/** Calls the API like an app. Compares every answer, and every accepted body, with the OpenAPI document. */
export const createClient = (
  url: string,
  { tenantId, accessToken, agent = 'test app' }: { tenantId: string; accessToken?: string; agent?: string },
): Client => {
  const send = async (method: string, path: string, { json, form, raw, headers = {} }: Send = {}): Promise<Answer> => {
    const type = json !== undefined ? 'application/json' : raw?.type;
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        'X-Tenant-ID': tenantId,
        'User-Agent': agent,
        ...(accessToken && { Authorization: `Bearer ${accessToken}` }),
        ...(type && { 'Content-Type': type }),
        ...headers,
      },
      ...(json !== undefined ? { body: JSON.stringify(json) } : form ? { body: form } : raw ? { body: raw.body } : {}),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
    const answer = {
      status: response.status,
      headers: response.headers,
      body: isJson && bytes.length > 0 ? JSON.parse(bytes.toString()) : undefined,
      bytes,
    };
    expectDocumented(method, path, answer);
    if (response.ok && json !== undefined) expectDocumentedRequest(method, path, json);
    return answer;
  };
  return {
    url,
    tenantId,
    accessToken,
    send,
    get: (path, options) => send('GET', path, options),
    post: (path, options) => send('POST', path, options),
    put: (path, options) => send('PUT', path, options),
    patch: (path, options) => send('PATCH', path, options),
    delete: (path, options) => send('DELETE', path, options),
    query: (procedure, input) =>
      send(
        'GET',
        `/trpc/${procedure}${input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`}`,
      ),
    mutate: (procedure, input = {}) => send('POST', `/trpc/${procedure}`, { json: input }),
    signedIn: (tokens) => ({
      ...createClient(url, { tenantId, accessToken: tokens.access_token, agent }),
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token,
      userId: tokens.user.user_id,
      email: tokens.user.email,
    }),
  };
};

/** An e-mail that is unique among all test runs. */
export const newEmail = (): string => `customer-${randomUUID()}@example.com`;

/** Registers a customer of a tenant and signs them in. */
export const registerCustomer = async (url: string, tenantId: string, email = newEmail()): Promise<SignedInClient> => {
  const client = createClient(url, { tenantId });
  const { status, body } = await client.post('/api/auth/register/', { json: { email, password } });
  if (status !== 201) throw new Error(`Could not register: ${JSON.stringify(body)}`);
  return client.signedIn(body);
};
