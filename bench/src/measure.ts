import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { sortedKeys } from '@doorstep/database/sorted-keys';
import { type Case, connections } from './cases.ts';
import type { Load, Outcome } from './load.ts';
import { databaseCpuSeconds, usageOf } from './process-usage.ts';
import type { Setup } from './setup.ts';
import type { Subject, SubjectName } from './subject.ts';

/** The figures of one server in one round of one case. */
export type Sample = {
  requestsPerSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** CPU seconds for 1 000 requests. That of the database is null if its processes are not visible here. */
  serverCpu: number;
  databaseCpu: number | null;
  residentBytes: number;
};

/** The samples of a case: for each round, one of each server. Within a round the machine is equally fast for all. */
export type Measured = { case: Case; rounds: Partial<Record<SubjectName, Sample>>[] };

export type Effort = { rounds: number; seconds: number };

const warmUpSeconds = 1;

/** Runs a case on all of its servers in turn (A B C A B C …), after a warm-up of each. */
export const measure = async (
  measured: Case,
  running: readonly Subject[],
  setup: Setup,
  postmaster: number | null,
  effort: Effort,
): Promise<Measured> => {
  const taking = running.filter(({ name }) => measured.subjects.includes(name));
  if (measured.comparable) await assertSameAnswers(measured, taking, setup);
  const rounds: Measured['rounds'] = [];
  for (let round = 0; round <= effort.rounds; round += 1) {
    const samples: Measured['rounds'][number] = {};
    for (const subject of taking) {
      const load = await measured.load(setup);
      const seconds = round === 0 ? warmUpSeconds : effort.seconds;
      samples[subject.name] = await sample(measured.name, subject, load, postmaster, seconds);
    }
    if (round > 0) rounds.push(samples);
  }
  return { case: measured, rounds };
};

const sample = async (
  name: string,
  { name: server, url, pid }: Subject,
  load: Pick<Load, 'requests' | 'chains'>,
  postmaster: number | null,
  seconds: number,
): Promise<Sample> => {
  const [cpu, databaseCpu] = [usageOf(pid).cpuSeconds, postmaster && databaseCpuSeconds(postmaster)];
  const outcome = await drive({ ...load, url, seconds, connections });
  if (outcome.unexpected > 0)
    throw new Error(`${name}: ${outcome.unexpected} answers of ${server} were not as expected`);
  const after = usageOf(pid);
  const thousands = outcome.requests / 1000;
  return {
    requestsPerSecond: outcome.requests / outcome.seconds,
    p50: outcome.p50,
    p99: outcome.p99,
    serverCpu: (after.cpuSeconds - cpu) / thousands,
    databaseCpu: postmaster && databaseCpu !== null ? (databaseCpuSeconds(postmaster) - databaseCpu) / thousands : null,
    residentBytes: after.residentBytes,
  };
};

/** Runs the load generator in its own process. */
export const drive = async (load: Load): Promise<Outcome> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'load.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(load));
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`The load generator ended with ${code}`);
  return JSON.parse(output);
};

const assertSameAnswers = async (measured: Case, taking: readonly Subject[], setup: Setup): Promise<void> => {
  const { requests } = await measured.load(setup);
  const [request] = requests;
  if (!request) throw new Error(`${measured.name} has no requests`);
  const answers = await Promise.all(
    taking.map(async ({ url }) => {
      const answer = await fetch(url + request.path, { method: request.method, headers: request.headers });
      return JSON.stringify(await answer.json(), sortedKeys);
    }),
  );
  if (new Set(answers).size > 1) throw new Error(`${measured.name}: different answers:\n${answers.join('\n')}`);
};
