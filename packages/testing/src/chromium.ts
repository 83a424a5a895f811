import { existsSync } from 'node:fs';

/** Debian's Chromium, or another one. */
export const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Whether suites in a browser are left out. The checks before a change lands set REQUIRE_CHROMIUM: there they never are. */
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
];
