import { randomUUID } from 'node:crypto';
import { type ErrorCode, errorTable } from '@doorstep/contracts/errors';
import { webConfig } from '../env.ts';

/** A problem document (RFC 9457) of this server, in the form of the API's. */
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

/** The answer while the API is unreachable. */
export const unavailable = (): Response =>
  problem('unavailable', 'The service is unavailable at the moment. Try again later.', { 'Retry-After': '1' });
