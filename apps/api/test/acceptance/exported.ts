import { type Answer, type Client, createClient, type SignedInClient } from '@doorstep/testing/client';
import { expect } from 'vitest';

/** The path of the operations on exports. */
export const exportsPath = '/api/exports/';

// biome-ignore lint/suspicious/noExplicitAny: as the body of an answer
type Body = any;

/** Creates an export. */
export const newExport = async (by: Pick<Client, 'post'>, json = {}): Promise<Body> => {
  const { status, body } = await by.post(exportsPath, { json });
  expect(status).toBe(201);
  return body;
};

/** Creates an API key of the tenant. */
export const newKey = async (
  { url, tenantId, post }: SignedInClient,
  permissions: string[],
): Promise<{ id: string; client: Client }> => {
  const { body } = await post('/api/tenant/keys/', { json: { name: 'ERP', permissions } });
  return { id: body.id, client: createClient(url, { tenantId, accessToken: body.key }) };
};

/** A client without tenant and token. */
export const anyone = (url: string): Client => createClient(url, { tenantId: '' });

/** The path and query of the link of an export. */
export const linkOf = ({ url }: { url: string }): string => url.slice(new URL(url).origin.length);

/** Opens the link of an export, at the URL of the API under test. */
export const download = (url: string, created: { url: string }): Promise<Answer> => anyone(url).get(linkOf(created));

/** The customers in the lines of a file. */
export const linesOf = (bytes: Buffer): Body[] => {
  const text = bytes.toString();
  if (text !== '') expect(text.endsWith('\n')).toBe(true);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
};
