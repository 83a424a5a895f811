import { chromiumFlags, chromiumPath, withoutChromium } from '@doorstep/testing/chromium';
import { serveCommands } from '@doorstep/testing/commands';
import { sharedApi } from '@doorstep/testing/shared-api';
import { type BrowserServer, chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { type ApiProxy, openApiProxy } from './api-proxy.ts';
import { startWebServer, type WebServer } from './web-server.ts';

export type TenantSettings = Record<string, string>;
export type LeasedServer = { id: number; url: string; browserUrl: string };

/** The commands of the pool for suites. */
export type AppPool = {
  /** Reserves a server and a browser for a tenant with these settings. */
  lease(settings: TenantSettings, tenantId: string): Promise<LeasedServer>;
  endLease(id: number): Promise<void>;
  hold(id: number): Promise<void>;
  release(id: number): Promise<void>;
  replace(id: number, path: string, body: unknown): Promise<void>;
  /** Reverts `hold` and `replace` after a test. */
  reset(id: number): Promise<void>;
};

declare module 'vitest' {
  interface ProvidedContext {
    apps: { commandUrl: string };
  }
}

// A server caches the tenant for a minute, so it can only serve tenants with the same settings.
type PooledServer = {
  settings: string;
  proxy: ApiProxy;
  web: WebServer;
  tenantId: string;
  /** The browser of the suite that uses the server now. */
  browser?: BrowserServer | undefined;
};

/**
 * Global set-up: starts as many servers and browsers as suites need at the same time. A server is started for one tenant.
 * Its proxy changes the tenant of its API requests to that of the current suite.
 */
export default async (project: TestProject): Promise<(() => Promise<void>) | undefined> => {
  if (withoutChromium) return;
  const { url: apiUrl } = sharedApi(project);
  const servers: PooledServer[] = [];
  const browsers: BrowserServer[] = [];
  const idleBrowsers: BrowserServer[] = [];
  const launch = async () => {
    const browser = await chromium.launchServer({ executablePath: chromiumPath, args: chromiumFlags });
    browsers.push(browser);
    return browser;
  };
  const server = (id: number): PooledServer => {
    const found = servers[id];
    if (!found) throw new Error(`There is no server ${id}`);
    return found;
  };
  const reset = ({ proxy, tenantId }: PooledServer) => proxy.serve(tenantId);

  const commands: AppPool = {
    lease: async (settings, tenantId) => {
      const browser = idleBrowsers.pop() ?? (await launch());
      const key = JSON.stringify(settings);
      let pooled = servers.find((one) => !one.browser && one.settings === key);
      if (pooled) Object.assign(pooled, { browser, tenantId });
      else {
        const proxy = await openApiProxy(apiUrl);
        proxy.serve(tenantId);
        const web = await startWebServer({ API_URL: proxy.url, TENANT_ID: tenantId });
        pooled = { settings: key, proxy, web, tenantId, browser };
        servers.push(pooled);
      }
      reset(pooled);
      return { id: servers.indexOf(pooled), url: pooled.web.url, browserUrl: browser.wsEndpoint() };
    },
    endLease: async (id) => {
      const { browser } = server(id);
      if (browser) idleBrowsers.push(browser);
      server(id).browser = undefined;
    },
    hold: async (id) => server(id).proxy.hold(),
    release: async (id) => server(id).proxy.release(),
    replace: async (id, path, body) => {
      server(id).proxy.replaced.set(path, body);
    },
    reset: async (id) => reset(server(id)),
  };
  const { url: commandUrl, close } = await serveCommands(commands);
  project.provide('apps', { commandUrl });
  return async () => {
    close();
    await Promise.all(browsers.map((browser) => browser.close()));
    await Promise.all(servers.map(({ web }) => web.stop()));
    for (const { proxy } of servers) proxy.close();
  };
};
