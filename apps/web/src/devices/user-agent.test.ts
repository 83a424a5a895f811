import { describe, expect, test } from 'vitest';
import { en } from '../texts/en.ts';
import { deviceName, parseUserAgent } from './user-agent.ts';

const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0';
const webkit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';

describe('A device is called', () => {
  test.each([
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36`, 'Chrome on Windows', 'computer'],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/141.0`, 'Edge on Windows', 'computer'],
    [
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/18.5 Safari/605.1.15`,
      'Safari on macOS',
      'computer',
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${webkit} Version/18.5 Mobile/15E148 Safari/604.1`,
      'Safari on iPhone',
      'phone',
    ],
    [
      `Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) ${webkit} CriOS/141.0 Mobile/15E148 Safari/604.1`,
      'Chrome on iPad',
      'tablet',
    ],
    [`Mozilla/5.0 (Linux; Android 10; K) ${chrome} Mobile Safari/537.36`, 'Chrome on Android', 'phone'],
    [`Mozilla/5.0 (Linux; Android 15; SM-X710) ${chrome} Safari/537.36`, 'Chrome on Android', 'tablet'],
    [
      `Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28.0 ${chrome} Mobile Safari/537.36`,
      'Samsung Internet on Android',
      'phone',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0', 'Firefox on Linux', 'computer'],
    [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${chrome} Safari/537.36`, 'Chrome on ChromeOS', 'computer'],
    ['curl/8.14.1', 'curl', 'program'],
    ['Shop app 1.0', 'Shop app 1.0', 'program'],
    ['', 'Unknown device', 'program'],
  ])('%s: %s, a %s', (agent, name, kind) => {
    expect(deviceName(agent, en.devices)).toBe(name);
    expect(parseUserAgent(agent).kind).toBe(kind);
  });
});
