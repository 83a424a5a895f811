import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createTestDatabase, type TestServer } from '@doorstep/database/test-database';
import type { ClientConfig } from 'pg';
import { repositoryRoot } from './repository-root.ts';

/** The URLs of an API process, as plain data, so that vitest can provide them to workers. */
export type ApiAddress = {
  url: string;
  /** The URL for commands to the process. */
  commandUrl: string;
  dataDir: string;
  owner: ClientConfig;
};

/**
 * Starts `apps/api/test/api-process.ts` with a separate database. It is started by its path, because a dependency on
 * `@doorstep/api` would be circular.
 */
export const startApiProcess = async (
  env: Record<string, string>,
  server: TestServer,
): Promise<{ address: ApiAddress; stop(): Promise<void> }> => {
  const { database, remove } = await createTestDatabase(server);
  const file = join(repositoryRoot, 'apps/api/test/api-process.ts');
  const child = fork(file, [JSON.stringify({ env, requests: database.requests })], { execArgv: [] });
  const exited = once(child, 'exit');
  const [message] = await Promise.race([once(child, 'message'), exited]);
  if (typeof message !== 'object') throw new Error('The API did not start');
  return {
    address: { ...message, owner: database.owner },
    stop: async () => {
      if (child.connected) child.disconnect();
      await exited;
      await remove();
    },
  };
};
