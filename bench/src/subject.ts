import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { serverFlags } from '@doorstep/api/server-flags';
import { freePort } from '@doorstep/testing/free-port';
import type { Setup } from './setup.ts';

const root = join(import.meta.dirname, '..', '..');

/** The measured servers, each a separate process. The second one is the base of all ratios. */
export const subjects = ['doorstep', 'raw', 'raw+rls', 'fastify+prisma'] as const;
export type SubjectName = (typeof subjects)[number];

const floor = (file: string) => join(root, 'bench', 'floors', file);

const commands: Record<SubjectName, string[]> = {
  doorstep: [...serverFlags, join(root, 'apps', 'api', 'src', 'main.js')],
  raw: [floor('raw.ts')],
  'raw+rls': [floor('raw.ts'), '--row-security'],
  'fastify+prisma': [floor('fastify-prisma.ts')],
};

export type Subject = {
  readonly name: SubjectName;
  readonly url: string;
  readonly pid: number;
  /** From the start of the process to its first 200 on `/health/ready`. */
  readonly secondsToReady: number;
  stop(): Promise<void>;
};

/** Starts a server and waits until `/health/ready` answers 200. */
export const startSubject = async (name: SubjectName, setup: Setup, nodeFlags: string[] = []): Promise<Subject> => {
  const port = String(await freePort());
  const { loginUrl, ownerUrl, superuserUrl } = setup.database;
  // A server without row security needs a login that bypasses it.
  const isolated = name === 'doorstep' || name === 'raw+rls';
  const started = performance.now();
  const child = spawn(process.execPath, [...nodeFlags, ...commands[name]], {
    cwd: root,
    env: {
      ...process.env,
      ...setup.env,
      HOST: '127.0.0.1',
      PORT: port,
      LOG_LEVEL: 'info',
      DATABASE_URL: isolated ? loginUrl : superuserUrl,
      MIGRATE_DATABASE_URL: ownerUrl,
    },
    // Each server writes its log as in production, but the output is discarded.
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await untilReady(child, `${url}/health/ready`);
  const secondsToReady = (performance.now() - started) / 1000;
  return { name, url, pid: child.pid ?? 0, secondsToReady, stop: () => stop(child) };
};

const readyTimeoutMs = 30_000;
const pauseMs = 5;

const untilReady = async (child: ChildProcess, url: string): Promise<void> => {
  const deadline = performance.now() + readyTimeoutMs;
  while (performance.now() < deadline && child.exitCode === null) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  throw new Error(`${child.spawnargs.at(-1)} did not become ready`);
};

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const forced = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await once(child, 'exit');
  clearTimeout(forced);
};
