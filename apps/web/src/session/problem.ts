import { randomUUID } from 'node:crypto';
import { type ErrorCode, errorTable } from '@doorstep/contracts/errors';
import { webConfig } from '../env.ts';

/** A refusal by this server itself, in the form of the API's (RFC 9457). */
export const problem = (code: ErrorCode, detail: string, headers: Record<string, string> = {}): Response => {
  const { status } = errorTable[code];
  const requestId = randomUUID();
  const body = {
    type: `${webConfig().webUrl}/api/docs#${code}`,
    title: detail,
    status,
    detail,
    code,
    request_id: requestId,
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      ...headers,
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      'X-Request-ID': requestId,
    },
  });
};

/** Whether a request changes nothing, or comes from a page of ours. */
export const isOwn = ({ method, headers }: { method: string; headers: Headers }): boolean =>
  ['GET', 'HEAD', 'OPTIONS'].includes(method) || headers.get('origin') === webConfig().webUrl;

/** The answer to a write that a page of another origin sends in a customer's name. */
export const refuseForeign = (): Response =>
  problem('permission_denied', `Changes are made from pages of ${webConfig().webUrl} alone.`);

/** The answer while the API cannot be reached. */
export const unavailable = (): Response =>
  problem('unavailable', 'The service cannot be reached just now.', { 'Retry-After': '1' });
