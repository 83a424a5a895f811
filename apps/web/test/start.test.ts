import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withoutChromium } from '@doorstep/testing/chromium';
import { freePort } from '@doorstep/testing/free-port';
import { describe, expect, onTestFinished, test } from 'vitest';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..', '..');

/** Runs `npm start` until the app is there. */
const npmStart = async (): Promise<{ npm: ChildProcess; dataDir: string }> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'doorstep-start-'));
  const [port, webPort] = [await freePort(), await freePort()];
  const npm = spawn('npm', ['start'], {
    cwd: root,
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      PORT: String(port),
      WEB_URL: `http://localhost:${webPort}`,
      NODE_ENV: 'development',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    npm.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  });
  await new Promise<void>((resolve) => {
    let output = '';
    npm.stdout?.on('data', (chunk) => {
      output += chunk;
      if (output.includes('The app is at')) resolve();
    });
  });
  return { npm, dataDir };
};

/** Everything that runs below a process, and whatever names the data folder. */
const startedBy = async (pid: number | undefined, dataDir: string): Promise<number[]> => {
  const { stdout } = await run('ps', ['-eo', 'pid=,ppid=,args=']);
  const lines = stdout.split('\n').flatMap((line) => {
    const [, own, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return own ? [{ own: Number(own), parent: Number(parent), args }] : [];
  });
  const below = (parent: number): number[] =>
    lines.filter((line) => line.parent === parent).flatMap(({ own }) => [own, ...below(own)]);
  return [...below(pid ?? 0), ...lines.filter(({ args }) => args.includes(dataDir)).map(({ own }) => own)];
};

/** Whether any of them runs; one that ended and was not collected by its parent does not. */
const anyRuns = async (pids: number[]): Promise<boolean> => {
  const { stdout } = await run('ps', ['-eo', 'pid=,stat=']);
  const running = stdout.split('\n').flatMap((line) => {
    const [, pid, state = ''] = /^\s*(\d+)\s+(\S+)/.exec(line) ?? [];
    return pid && !state.startsWith('Z') ? [Number(pid)] : [];
  });
  return pids.some((pid) => running.includes(pid));
};

// The app is built where there is a browser to try it in.
describe.runIf(!withoutChromium && process.platform === 'linux')('npm start', () => {
  test.each(['SIGTERM', 'SIGKILL'] as const)('leaves nothing behind when it alone gets %s', async (signal) => {
    const { npm, dataDir } = await npmStart();
    const started = await startedBy(npm.pid, dataDir);
    expect(started.length).toBeGreaterThan(5);
    npm.kill(signal);
    while (await anyRuns(started));
  });
});
