import { beforeEach } from 'vitest';
import { useLine } from '../../../packages/sdk/test/line.ts';
import type { SignedInClient } from '../../api/test/client.ts';
import { useApi } from '../../api/test/harness.ts';
import { forward } from '../src/session/forward.ts';
import { type Asked, asked, useSettings } from './server-side.ts';

export const profile = '/api/customer/profile/';
export const refreshPath = '/api/auth/refresh/';

/** Passes a request of a page on to the API, as the forwarder does. */
export const pass = (method: string, path: string, options?: Asked): Promise<Response> =>
  forward(asked(method, path, options));

/** A real API behind a line that can break, a tenant of the suite's own, and for each test a customer with the cookies of one. */
export const useSessions = () => {
  const api = useApi({ TRUST_PROXY: 'loopback' });
  const line = useLine(api);
  const suite = {
    api,
    line,
    tenantId: '',
    customer: {} as SignedInClient,
    both: () => ({ 'doorstep-access': suite.customer.accessToken, 'doorstep-refresh': suite.customer.refreshToken }),
    /** The cookies of a browser whose access token has ended. */
    ended: () => ({ 'doorstep-refresh': suite.customer.refreshToken }),
    /** How many requests for a path the API has seen. */
    sent: (path: string): number => line.seen.filter((request) => request.path === path).length,
  };
  useSettings(async () => {
    suite.tenantId = await api.newTenant();
    return { API_URL: line.url, TENANT_ID: suite.tenantId };
  });
  beforeEach(async () => {
    suite.customer = await api.newCustomer(suite.tenantId);
  });
  return suite;
};
