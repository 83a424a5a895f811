import type { AnyRouter } from '@trpc/server';
import { describe, expect, test } from 'vitest';
import { matchesIfNoneMatch, versionsOfIfMatch } from '../src/http/etag.ts';
import { languagesOf } from '../src/http/languages.ts';
import { nestLocation, textReader } from '../src/http/text-input.ts';
import { contractOf } from '../src/http/trpc.ts';
import { appRouter } from '../src/router.ts';

// Texts of the maximum length that are slow to process with quadratic code.
const bodyLength = 97_000;
const hostileTexts = (length: number): string[] => [
  `a${'\u0301\u0316'.repeat(length / 2)}`,
  `${'\u0301'.repeat(length)}@example.com`,
  `a@${'.'.repeat(length)} x`,
  `a@${'a.'.repeat(length / 2)}"`,
  `${'1'.repeat(length)}x`,
  `${' '.repeat(length)}x`,
  `x${' '.repeat(length)}x`,
  '-'.repeat(length),
  '\u{1D15E}'.repeat(length / 2),
  `+${'1'.repeat(length)}`,
];

/** Measures CPU time in milliseconds, which does not depend on the load of the machine. */
const cpuTime = (work: () => unknown): number => {
  const start = process.cpuUsage();
  try {
    work();
  } catch {
    // The request may be refused.
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
};

// Linear code takes a few milliseconds, quadratic code a thousand.
const maxMilliseconds = 300;

const fields = Object.entries<AnyRouter['_def']['procedures'][string]>(appRouter._def.procedures).flatMap(
  ([name, procedure]) => {
    const { input } = contractOf(procedure);
    return Object.keys(input.shape).map((field) => ({ name: `${name}: ${field}`, input, field }));
  },
);

describe('A long text takes little CPU time', () => {
  test.each(fields)('in $name', ({ input, field }) => {
    const fromText = textReader(input);
    for (const text of hostileTexts(bodyLength)) {
      const time = cpuTime(() => input.shape[field]?.safeParse(fromText({ [field]: text })[field]));
      expect(time, text.slice(0, 20)).toBeLessThan(maxMilliseconds);
    }
  });

  test('in the location of a form', () => {
    for (const text of hostileTexts(bodyLength)) {
      const time = cpuTime(() => nestLocation({ latitude: text, longitude: text }));
      expect(time, text.slice(0, 20)).toBeLessThan(maxMilliseconds);
    }
  });

  test.each([
    ['Accept-Language', (text: string) => languagesOf({ headers: { 'accept-language': text } })],
    ['If-Match', (text: string) => versionsOfIfMatch(text)],
    ['If-None-Match', (text: string) => matchesIfNoneMatch(text, '"1.1"')],
  ])('in the header %s', (_header, read) => {
    const subtags = Array.from({ length: 15_000 }, (_, index) => `v${1000 + index}`).join('-');
    const headers = [
      `en-${subtags}`,
      `en-u-${subtags}`,
      ...['"', ',"', '"a', ' ', ','].map((part) => part.repeat(bodyLength)),
    ];
    for (const text of [...headers, ...hostileTexts(bodyLength)]) {
      expect(
        cpuTime(() => read(text)),
        text.slice(0, 20),
      ).toBeLessThan(maxMilliseconds);
    }
  });
});
