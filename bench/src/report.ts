import { cpus } from 'node:os';
import pg from 'pg';
import type { Effort, Measured, Sample } from './measure.ts';
import type { SubjectName } from './subject.ts';

/** A figure besides the requests of the cases, with its mark. */
export type Target = { name: string; text: string; mark: string; reached: boolean };

const floorName: SubjectName = 'raw';

/** Median and range of several values. */
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

/** A server's figure relative to the raw server's, within each round: the machine's speed changes between rounds. */
const ratioOf = ({ rounds }: Measured, server: SubjectName, value: (sample: Sample) => number): Spread =>
  spreadOf(
    rounds.flatMap((round) => {
      const [own, floor] = [round[server], round[floorName]];
      return own && floor ? [value(own) / value(floor)] : [];
    }),
  );

const requests = (sample: Sample): number => sample.requestsPerSecond;

const missedCase = (measured: Measured): boolean =>
  measured.case.atLeast !== undefined && ratioOf(measured, 'doorstep', requests).median < measured.case.atLeast;

/** One line of progress. */
export const summarise = (measured: Measured): string => {
  const { name, atLeast } = measured.case;
  const mark = atLeast === undefined ? '' : `, at least ${atLeast}${missedCase(measured) ? ': BELOW' : ''}`;
  return `${name}: ${ratioText(ratioOf(measured, 'doorstep', requests))} of ${floorName}${mark}`;
};

/** The machine and the versions behind the figures. */
export const machine = async (url: string): Promise<string> => {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query('SHOW server_version');
  await client.end();
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model.trim()}, Node ${process.version}, PostgreSQL ${rows[0].server_version}`;
};

/** The results as a page, and a line for each missed mark. */
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
    '`npm run bench` writes this page. [README.md](README.md) explains what it measures.',
    '',
    `${found.machine}; ${effort.rounds} rounds of ${effort.seconds} s each, medians. A ratio compares with the raw server in the same round;`,
    'brackets have the lowest and the highest of all rounds. Compare ratios, because the machine’s speed changes between rounds.',
    'CPU is in seconds for 1 000 requests.',
    '',
    '## Marks',
    '',
    ...table(
      ['case', 'result', 'mark', ''],
      [
        ...measured
          .filter(({ case: { atLeast } }) => atLeast !== undefined)
          .map((one) => [
            one.case.name,
            ratioText(ratioOf(one, 'doorstep', requests)),
            `at least ${one.case.atLeast}`,
            missedCase(one) ? '**missed**' : 'reached',
          ]),
        ...targets.map(({ name, text, mark, reached }) => [name, text, mark, reached ? 'reached' : '**missed**']),
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

/** A Markdown table with aligned columns. */
const table = (head: string[], rows: string[][]): string[] => {
  const widths = head.map((title, index) =>
    Math.max(3, ...[title, ...rows.map((row) => row[index] ?? '')].map((cell) => [...cell].length)),
  );
  const line = (cells: string[]) => `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)];
};
