/** The browser and the system that a User-Agent names, as far as they are known ones. */
export type DetectedBrowser = { browser: string | undefined; system: string | undefined };

type Names = readonly (readonly [pattern: RegExp, name: string])[];

// The first that fits: each browser calls itself by the names of those it is like as well.
const browsers: Names = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\b(OPR|OPT|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const systems: Names = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\b(Macintosh|Mac OS X)\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

const nameIn = (names: Names, agent: string): string | undefined => names.find(([pattern]) => pattern.test(agent))?.[1];

/** Reads a User-Agent. Its own words are in no answer, so that these may stand where a stranger reads them. */
export const detectBrowser = (agent: string): DetectedBrowser => ({
  browser: nameIn(browsers, agent),
  system: nameIn(systems, agent),
});
