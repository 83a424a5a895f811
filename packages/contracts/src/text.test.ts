import { describe, expect, test } from 'vitest';
import { passwordToVerify } from './account.ts';
import { text } from './text.ts';

describe('A text', () => {
  test('can exceed its limit before it is normalized', () => {
    // Four code points, two outside the basic plane, and three: each sequence becomes one code point.
    for (const [sent, stored] of [
      ['\u03B1\u0313\u0300\u0345', '\u1F82'],
      ['\u{11099}\u{110BA}', '\u{1109A}'],
      ['\u1112\u1161\u11AB', '\uD55C'],
    ] as const) {
      expect(text({ max: 60 }).parse(sent.repeat(60))).toBe(stored.repeat(60));
    }
  });

  test('that is too long in every normal form is refused with its length', () => {
    const { error } = text({ max: 60 }).safeParse(`a${'\u0301'.repeat(50_000)}`);
    expect(error?.issues).toHaveLength(1);
    expect(error?.issues[0]).toMatchObject({ params: { fault: { code: 'too_long', message: { length: 50_001 } } } });
  });
});

test('A password to verify can be in any normal form', () => {
  expect(passwordToVerify.parse('e\u0301'.repeat(256))).toBe('\u00E9'.repeat(256));
});
