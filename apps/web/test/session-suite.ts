import type { SignedInClient } from '@doorstep/testing/client';
import { useFlakyProxy } from '@doorstep/testing/flaky-proxy';
import { useOwnApi } from '@doorstep/testing/harness';
import { beforeEach } from 'vitest';
import { forward } from '../src/session/forward.ts';
import { type PageRequestOptions, pageRequest, useSettings } from './web-request.ts';

export const profile = '/api/customer/profile/';
export const refreshPath = '/api/auth/refresh/';

/** Sends a request of a page to the forwarder. */
export const forwardRequest = (method: string, path: string, options?: PageRequestOptions): Promise<Response> =>
  forward(pageRequest(method, path, options));

/** A real API behind a flaky proxy, and a tenant for the suite with a new customer for each test. */
export const useSessions = () => {
  const api = useOwnApi({ TRUST_PROXY: 'loopback' });
  const flakyProxy = useFlakyProxy(api);
  const suite = {
    api,
    flakyProxy,
    tenantId: '',
    customer: {} as SignedInClient,
    currentCookies: () => ({
      'doorstep-access': suite.customer.accessToken,
      'doorstep-refresh': suite.customer.refreshToken,
    }),
    /** The cookies after the access token has expired. */
    expiredCookies: () => ({ 'doorstep-refresh': suite.customer.refreshToken }),
    /** The number of requests for a path that reached the proxy. */
    requestCount: (path: string): number => flakyProxy.requests.filter((request) => request.path === path).length,
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
