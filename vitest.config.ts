import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{apps,packages}/*/{src,test}/**/*.test.ts'],
    globalSetup: ['./packages/database/src/test-database.ts', './packages/testing/src/shared-api.ts'],
    // Two cores, one database: more workers would only wait for each other.
    maxWorkers: 3,
    // For what hangs: no test depends on how fast the machine is.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    env: { NODE_NO_WARNINGS: '1' },
  },
});
