import type { Texts } from '../texts/en.ts';

/** What a User-Agent says of a device, as far as a person would say it. */
export type Device = { kind: 'phone' | 'tablet' | 'computer' | 'program'; browser?: string; system?: string };

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

/** Reads a User-Agent. What is no browser is known by the product it names first. */
export const deviceOf = (agent: string): Device => {
  const browser = nameIn(browsers, agent);
  const system = nameIn(systems, agent);
  if (!browser) return { kind: 'program', browser: /^[^/(]{1,60}/.exec(agent)?.[0].trim() || undefined, system };
  return { kind: kindOf(system, agent), browser, system };
};

const kindOf = (system: string | undefined, agent: string): Device['kind'] => {
  if (system === 'iPhone') return 'phone';
  if (system === 'iPad') return 'tablet';
  if (system === 'Android') return /\bMobile\b/.test(agent) ? 'phone' : 'tablet';
  return 'computer';
};

/** What to call the device with this User-Agent. */
export const deviceName = (agent: string, texts: Texts['devices']): string => {
  const { browser, system } = deviceOf(agent);
  if (browser && system) return texts.on(browser, system);
  return browser ?? system ?? texts.unknown;
};
