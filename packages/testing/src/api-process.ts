import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createTestDatabase, type TestServer } from '@doorstep/database/test-database';
import type { ClientConfig } from 'pg';
import { repositoryRoot } from './repository-root.ts';

/** Where an API process is reached; plain data, so that vitest can provide it to workers. */
export type ApiAddress = {
  url: string;
  /** Where the process takes commands. */
  commandUrl: string;
  dataDir: string;
  owner: ClientConfig;
};

/**
 * Starts `apps/api/test/api-process.ts` on a database of its own. It is started from its path, as a dependency on
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
