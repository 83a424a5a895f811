import type { TestProject } from 'vitest/node';
import { type ApiAddress, startApiProcess } from './api-process.ts';

declare module 'vitest' {
  interface ProvidedContext {
    api: ApiAddress;
  }
}

/** Global set-up: starts the API that the suites of a project share. It needs the set-up of the database before it. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const { address, stop } = await startApiProcess({ TRUST_PROXY: 'loopback' }, project.getProvidedContext().server);
  project.provide('api', address);
  return stop;
};
