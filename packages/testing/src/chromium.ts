import { existsSync } from 'node:fs';

/** The path of Chromium. The default is Debian's. */
export const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Whether suites in a browser are skipped. With REQUIRE_CHROMIUM, as in CI, they never are. */
export const withoutChromium = !existsSync(chromiumPath) && !process.env.REQUIRE_CHROMIUM;

export const chromiumFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A key that arrives during the animation of another one does not scroll.
  '--disable-smooth-scrolling',
];
