import { buildPackage } from '@doorstep/testing/build';
import { withoutChromium } from '@doorstep/testing/chromium';

/** Global set-up: builds the app for suites in a browser. */
export default (): void => {
  if (!withoutChromium) buildPackage('@doorstep/web');
  else process.stderr.write('Suites in a browser are skipped. Install Chromium, or set CHROMIUM_PATH to its file.\n');
};
