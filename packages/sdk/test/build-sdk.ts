import { buildPackage } from '@doorstep/testing/build';

/** Global set-up: builds the package for suites that use it as it is published. */
export default (): void => buildPackage('@doorstep/sdk');
