import { cpus } from 'node:os';
import pg from 'pg';
import type { Effort, Measured, Sample } from './measure.ts';
import type { SubjectName } from './subject.ts';

/** One figure that is not a request of a case: what it is, what was found, and whether that reaches its mark. */
export type Target = { name: string; text: string; mark: string; reached: boolean };

const floorName: SubjectName = 'raw';

/** The middle one, and how far the others lie. */
export type Spread = { median: number; min: number; max: number };

export const spreadOf = (values: readonly number[]): Spread => {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
  };
};

export const ratioText = ({ median, min, max }: Spread): string =>
  `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;

/** A server's share of what the raw server did, taken in each round and then summed up: a round shares its weather. */
export const ratioOf = ({ rounds }: Measured, server: SubjectName, value: (sample: Sample) => number): Spread =>
  spreadOf(
    rounds.flatMap((round) => {
      const [own, floor] = [round[server], round[floorName]];
      return own && floor ? [value(own) / value(floor)] : [];
    }),
  );

const requests = (sample: Sample): number => sample.requestsPerSecond;

const missedCase = (measured: Measured): boolean =>
  measured.case.atLeast !== undefined && ratioOf(measured, 'doorstep', requests).median < measured.case.atLeast;

/** One line for whoever waits. */
export const summarise = (measured: Measured): string => {
  const { name, atLeast } = measured.case;
  const mark = atLeast === undefined ? '' : `, at least ${atLeast}${missedCase(measured) ? ': BELOW' : ''}`;
  return `${name}: ${ratioText(ratioOf(measured, 'doorstep', requests))} of ${floorName}${mark}`;
};

/** What the figures were taken on. */
export const machine = async (url: string): Promise<string> => {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query('SHOW server_version');
  await client.end();
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model.trim()}, Node ${process.version}, PostgreSQL ${rows[0].server_version}`;
};

/** All that was found as a page, and the lines of what is below its mark. */
export const report = (found: {
  machine: string;
  effort: Effort;
  measured: readonly Measured[];
  targets: readonly Target[];
}): { text: string; missed: string[] } => {
  const { effort, measured, targets } = found;
  const missed = [
    ...measured.filter(missedCase).map(summarise),
    ...targets.filter(({ reached }) => !reached).map(({ name, text, mark }) => `${name}: ${text}, ${mark}`),
  ];
  const lines = [
    '# Results',
    '',
    'Written by `npm run bench`; see [README.md](README.md) for what is measured and how.',
    '',
    `${found.machine}; ${effort.rounds} rounds of ${effort.seconds} s each, medians. A ratio is to the raw server in the same round, with`,
    'the least and the most of all rounds in brackets. Ratios are what counts: the machine’s speed drifts, a round’s is one.',
    'CPU is in seconds for 1 000 requests.',
    '',
    '## Marks',
    '',
    ...table(
      ['case', 'found', 'mark', ''],
      [
        ...measured
          .filter(({ case: { atLeast } }) => atLeast !== undefined)
          .map((one) => [
            one.case.name,
            ratioText(ratioOf(one, 'doorstep', requests)),
            `at least ${one.case.atLeast}`,
            missedCase(one) ? '**below**' : 'reached',
          ]),
        ...targets.map(({ name, text, mark, reached }) => [name, text, mark, reached ? 'reached' : '**below**']),
      ],
    ),
    '',
    ...measured.flatMap(caseSection),
  ];
  return { text: `${lines.join('\n').trimEnd()}\n`, missed };
};

const figures: { title: string; digits: number; value: (sample: Sample) => number }[] = [
  { title: 'requests/s', digits: 0, value: requests },
  { title: 'p50 ms', digits: 2, value: ({ p50 }) => p50 },
  { title: 'p99 ms', digits: 2, value: ({ p99 }) => p99 },
  { title: 'CPU', digits: 3, value: ({ serverCpu }) => serverCpu },
  { title: 'CPU of the database', digits: 3, value: ({ databaseCpu }) => databaseCpu ?? Number.NaN },
  { title: 'resident MB', digits: 0, value: ({ residentBytes }) => residentBytes / 1e6 },
];

const caseSection = (measured: Measured): string[] => [
  `## ${measured.case.name}`,
  '',
  ...table(
    ['server', ...figures.map(({ title }) => title)],
    measured.case.subjects.flatMap((server) => {
      const samples = measured.rounds.flatMap((round) => round[server] ?? []);
      if (samples.length === 0) return [];
      const cell = ({ digits, value }: (typeof figures)[number]) =>
        `${spreadOf(samples.map(value)).median.toFixed(digits)}: ${ratioText(ratioOf(measured, server, value))}`;
      return [[server, ...figures.map(cell)]];
    }),
  ),
  '',
];

/** A table as the formatter of the workspace would have it. */
const table = (head: string[], rows: string[][]): string[] => {
  const widths = head.map((title, index) =>
    Math.max(3, ...[title, ...rows.map((row) => row[index] ?? '')].map((cell) => [...cell].length)),
  );
  const line = (cells: string[]) => `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)];
};
