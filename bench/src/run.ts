import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cases } from './cases.ts';
import { measureCustomerScale, measureKey } from './customer-cases.ts';
import { measureImport } from './import-cases.ts';
import { type Measured, measure } from './measure.ts';
import { openPostgres } from './postgres-server.ts';
import { measureMemory, measureStart } from './process-cases.ts';
import { findPostmaster } from './process-usage.ts';
import { machine, report, summarise, type Target } from './report.ts';
import { measureScale } from './scale.ts';
import { measureSdk } from './sdk-cases.ts';
import { sizes } from './seed.ts';
import { prepare, type Setup } from './setup.ts';
import { type Subject, type SubjectName, startSubject, subjects } from './subject.ts';
import { measureUploads } from './upload-cases.ts';

/**
 * Measures Doorstep beside hand-written servers, and writes the results to RESULTS.md.
 *
 *   --check        runs only Doorstep and the raw server, writes nothing, and fails if a figure misses its mark
 *   --scale        also fills databases with five million addresses and with a million customers of one tenant
 *   --case NAME    runs only the cases whose name contains NAME
 *   --rounds N     how often each case runs (5)
 *   --seconds N    how long each run takes (3)
 */
const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    scale: { type: 'boolean', default: false },
    case: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
  },
});
const effort = { rounds: Number(options.rounds), seconds: Number(options.seconds) };
const wanted = cases.filter(({ name }) => options.case === undefined || name.includes(options.case));
const taking: readonly SubjectName[] = options.check ? ['doorstep', 'raw'] : subjects;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const runCases = async (setup: Setup, serverUrl: string): Promise<Measured[]> => {
  const postmaster = await findPostmaster(serverUrl);
  const running: Subject[] = [];
  try {
    for (const name of taking) running.push(await startSubject(name, setup));
    const measured: Measured[] = [];
    for (const one of wanted) {
      const result = await measure(one, running, setup, postmaster, effort);
      say(summarise(result));
      measured.push(result);
    }
    return measured;
  } finally {
    for (const subject of running) await subject.stop();
  }
};

const runTargets = async (setup: Setup, serverUrl: string): Promise<Target[]> => {
  if (options.case !== undefined) return [];
  const targets: Target[] = [];
  for (const measureOne of [measureUploads, measureStart, measureMemory, measureSdk, measureKey, measureImport]) {
    for (const target of await measureOne(setup, effort.rounds)) {
      say(`${target.name}: ${target.text}`);
      targets.push(target);
    }
  }
  if (options.scale) {
    for (const target of [await measureScale(serverUrl, effort), ...(await measureCustomerScale(serverUrl, effort))]) {
      say(`${target.name}: ${target.text}`);
      targets.push(target);
    }
  }
  return targets;
};

const server = await openPostgres(process.env.DATABASE_URL);
try {
  const setup = await prepare(server.url, sizes.usual);
  try {
    const measured = await runCases(setup, server.url);
    const targets = await runTargets(setup, server.url);
    const { text, missed } = report({ machine: await machine(server.url), effort, measured, targets });
    if (!options.check && options.case === undefined) {
      await writeFile(join(import.meta.dirname, '..', 'RESULTS.md'), text);
    }
    for (const line of missed) say(`missed: ${line}`);
    if (options.check && missed.length > 0) process.exitCode = 1;
  } finally {
    await setup.remove();
  }
} finally {
  server.stop();
}
