import { buildIfOutdated } from '@doorstep/testing/build';
import { withoutChromium } from '@doorstep/testing/chromium';

/** Global set-up: builds the app, which is tested in a browser as it is served. */
export default (): void => {
  if (withoutChromium) {
    process.stderr.write('Suites in a browser are skipped: install Chromium, or set CHROMIUM_PATH to its file.\n');
    return;
  }
  buildIfOutdated({
    built: 'apps/web/.next/BUILD_ID',
    sources: [
      ...['apps/web/src', 'packages/contracts/src', 'packages/sdk/dist'],
      ...['apps/web/next.config.ts', 'pnpm-lock.yaml'],
    ],
    command: ['node_modules/next/dist/bin/next', 'build'],
    folder: 'apps/web',
  });
};
