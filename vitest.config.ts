import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{apps,packages}/*/{src,test}/**/*.test.ts'],
    globalSetup: './packages/database/src/test-database.ts',
    // Two cores, one database: more workers would only wait for each other.
    maxWorkers: 3,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    env: { NODE_NO_WARNINGS: '1' },
  },
});
