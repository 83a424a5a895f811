import { buildPackage } from '@doorstep/testing/build';
import { withoutChromium } from '@doorstep/testing/chromium';

/** Global set-up: builds the app, which is tested in a browser as it is served. */
export default (): void => {
  if (!withoutChromium) buildPackage('@doorstep/web');
  else process.stderr.write('Suites in a browser are skipped: install Chromium, or set CHROMIUM_PATH to its file.\n');
};
