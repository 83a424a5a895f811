import { detectBrowser } from '@doorstep/contracts/user-agent';
import type { Texts } from '../texts/en.ts';

/** The parts of a User-Agent that people recognize. */
export type Device = { kind: 'phone' | 'tablet' | 'computer' | 'program'; browser?: string; system?: string };

/** Parses a User-Agent. Other programs than browsers keep the first product name. */
export const parseUserAgent = (agent: string): Device => {
  const { browser, system } = detectBrowser(agent);
  if (!browser) return { kind: 'program', browser: /^[^/(]{1,60}/.exec(agent)?.[0].trim() || undefined, system };
  return { kind: kindOf(system, agent), browser, system };
};

const kindOf = (system: string | undefined, agent: string): Device['kind'] => {
  if (system === 'iPhone') return 'phone';
  if (system === 'iPad') return 'tablet';
  if (system === 'Android') return /\bMobile\b/.test(agent) ? 'phone' : 'tablet';
  return 'computer';
};

/** The display name of the device with this User-Agent. */
export const deviceName = (agent: string, texts: Texts['devices']): string => {
  const { browser, system } = parseUserAgent(agent);
  if (browser && system) return texts.on(browser, system);
  return browser ?? system ?? texts.unknown;
};
