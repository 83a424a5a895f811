import type { AnyRouter } from '@trpc/server';
import { describe, expect, test } from 'vitest';
import { matchesIfNoneMatch, versionsOfIfMatch } from '../src/http/etag.ts';
import { languagesOf } from '../src/http/languages.ts';
import { nestLocation, textReader } from '../src/http/text-input.ts';
import { contractOf } from '../src/http/trpc.ts';
import { appRouter } from '../src/router.ts';

// What one step takes longer for the longer a text is, in texts as long as a body may be.
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

/** How long the processor works, in milliseconds; unlike the clock it tells the same on a busy machine. */
const processorTime = (work: () => unknown): number => {
  const start = process.cpuUsage();
  try {
    work();
  } catch {
    // A refusal is an answer, too.
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
};

// What is linear takes a few; what is quadratic, a thousand.
const maxMilliseconds = 300;

const fields = Object.entries<AnyRouter['_def']['procedures'][string]>(appRouter._def.procedures).flatMap(
  ([name, procedure]) => {
    const { input } = contractOf(procedure);
    return Object.keys(input.shape).map((field) => ({ name: `${name}: ${field}`, input, field }));
  },
);

describe('However long a text is, it costs the processor little', () => {
  test.each(fields)('in $name', ({ input, field }) => {
    const fromText = textReader(input);
    for (const text of hostileTexts(bodyLength)) {
      const time = processorTime(() => input.shape[field]?.safeParse(fromText({ [field]: text })[field]));
      expect(time, text.slice(0, 20)).toBeLessThan(maxMilliseconds);
    }
  });

  test('in the location of a form', () => {
    for (const text of hostileTexts(bodyLength)) {
      const time = processorTime(() => nestLocation({ latitude: text, longitude: text }));
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
        processorTime(() => read(text)),
        text.slice(0, 20),
      ).toBeLessThan(maxMilliseconds);
    }
  });
});
