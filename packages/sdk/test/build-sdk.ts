import { buildIfOutdated } from '@doorstep/testing/build';

/** Global set-up: builds the package for suites that use it as it is published. */
export default (): void =>
  buildIfOutdated({
    built: 'packages/sdk/dist/cjs/package.json',
    sources: ['packages/sdk/src'],
    command: ['scripts/build.ts'],
    folder: 'packages/sdk',
  });
