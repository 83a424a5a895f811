/** The browser and the operating system of a User-Agent, if they are known. */
export type DetectedBrowser = { browser: string | undefined; system: string | undefined };

type Names = readonly (readonly [pattern: RegExp, name: string])[];

// The first match counts: most browsers also contain the names of others in their User-Agent.
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

/** Detects browser and system. The result never contains text of the User-Agent, which the client controls. */
export const detectBrowser = (agent: string): DetectedBrowser => ({
  browser: nameIn(browsers, agent),
  system: nameIn(systems, agent),
});
