import { configDefaults, defineConfig } from 'vitest/config';

const database = './packages/database/src/test-database.ts';
const sdk = './packages/sdk/test/build-sdk.ts';
const sharedApi = './packages/testing/src/shared-api.ts';
const web = './apps/web/test/build-web.ts';
const acceptance = 'apps/api/test/acceptance/*.test.ts';
const appPool = './apps/web/test/app-pool.ts';

// Each project sets up what its suites need and nothing else. What several need is started once for the run.
const project = (name: string, folder: string, ...globalSetup: string[]) => ({
  extends: true as const,
  test: {
    name,
    include: [`${folder}/{src,test}/**/*.test.ts`],
    exclude: [...configDefaults.exclude, acceptance],
    globalSetup,
  },
});

export default defineConfig({
  test: {
    projects: [
      project('contracts', 'packages/contracts'),
      project('testing', 'packages/testing'),
      project('database', 'packages/database', database),
      project('api', 'apps/api', database),
      { extends: true, test: { name: 'acceptance', include: [acceptance], globalSetup: [database, sharedApi] } },
      project('sdk', 'packages/sdk', sdk, database, sharedApi),
      project('web', 'apps/web', sdk, web, database, sharedApi, appPool),
    ],
    // Two cores, one database: more workers would only wait for each other.
    maxWorkers: 3,
    // For what hangs: no test depends on how fast the machine is.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    env: { NODE_NO_WARNINGS: '1' },
  },
});
