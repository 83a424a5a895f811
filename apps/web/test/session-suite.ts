import type { SignedInClient } from '@doorstep/testing/client';
import { useFlakyProxy } from '@doorstep/testing/flaky-proxy';
import { useOwnApi } from '@doorstep/testing/harness';
import { beforeEach } from 'vitest';
import { forward } from '../src/session/forward.ts';
import { type PageRequestOptions, pageRequest, useSettings } from './web-request.ts';

export const profile = '/api/customer/profile/';
export const refreshPath = '/api/auth/refresh/';

/** Passes a request of a page on to the API, as the forwarder does. */
export const pass = (method: string, path: string, options?: PageRequestOptions): Promise<Response> =>
  forward(pageRequest(method, path, options));

/** A real API behind a flaky proxy, a tenant of the suite's own, and for each test a customer with the cookies of one. */
export const useSessions = () => {
  const api = useOwnApi({ TRUST_PROXY: 'loopback' });
  const flakyProxy = useFlakyProxy(api);
  const suite = {
    api,
    flakyProxy,
    tenantId: '',
    customer: {} as SignedInClient,
    both: () => ({ 'doorstep-access': suite.customer.accessToken, 'doorstep-refresh': suite.customer.refreshToken }),
    /** The cookies of a browser whose access token has ended. */
    ended: () => ({ 'doorstep-refresh': suite.customer.refreshToken }),
    /** How many requests for a path the API has seen. */
    sent: (path: string): number => flakyProxy.requests.filter((request) => request.path === path).length,
  };
  useSettings(async () => {
    suite.tenantId = await api.newTenant();
    return { API_URL: flakyProxy.url, TENANT_ID: suite.tenantId };
  });
  beforeEach(async () => {
    suite.customer = await api.newCustomer(suite.tenantId);
  });
  return suite;
};
