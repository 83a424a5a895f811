import { once } from 'node:events';
import type { PoolConfig } from '@doorstep/database/pool';
import { serveCommands } from '@doorstep/testing/commands';
import type { ApiCommands } from '@doorstep/testing/test-api';
import { startImporting } from '../src/jobs/importing.ts';
import { startApi } from './running-api.ts';

// Runs the API for suites of other workspaces, in a process that `@doorstep/testing/api-process` forks.
const { env, requests } = JSON.parse(process.argv[2] ?? '') as {
  env: Record<string, string>;
  requests: PoolConfig;
};
const { url, dataDir, dependencies, stop, newTenant, setTenant, setRole, settled, advance } = await startApi(
  env,
  requests,
);
const stopImporting = startImporting(dependencies);
dependencies.sealing.start();
const commands: ApiCommands = {
  ...{ newTenant, setTenant, setRole, settled },
  advance: async (seconds) => advance(seconds),
};
const { url: commandUrl, close } = await serveCommands(commands);

process.send?.({ url, commandUrl, dataDir });
await once(process, 'disconnect');
close();
stopImporting();
await stop();
