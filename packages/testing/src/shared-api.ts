import type { TestProject } from 'vitest/node';
import type {} from './acceptance-api.ts';
import { type ApiAddress, startApiProcess } from './api-process.ts';

declare module 'vitest' {
  interface ProvidedContext {
    api: ApiAddress;
  }
}

/** The shared API, for a later global set-up of the same project. */
export const sharedApi = ({ vitest }: TestProject): ApiAddress => vitest.getRootProject().getProvidedContext().api;

/** Global set-up: starts the API that suites of several projects share. It needs the set-up of the database before it. */
export default async ({ vitest }: TestProject): Promise<(() => Promise<void>) | undefined> => {
  const root = vitest.getRootProject();
  // An earlier project has started it, and stops it after this one.
  if (root.getProvidedContext().api) return;
  const { address, stop } = await startApiProcess({ TRUST_PROXY: 'loopback' }, root.getProvidedContext().server);
  root.provide('api', address);
  root.provide('installation', { url: address.url, commandUrl: address.commandUrl });
  return stop;
};
