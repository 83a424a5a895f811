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

/** The ids of all processes that a process started, directly or not, or that have the data folder in their arguments. */
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

/** Whether one of the processes runs. A zombie counts as ended. */
const anyRuns = async (pids: number[]): Promise<boolean> => {
  const { stdout } = await run('ps', ['-eo', 'pid=,stat=']);
  const running = stdout.split('\n').flatMap((line) => {
    const [, pid, state = ''] = /^\s*(\d+)\s+(\S+)/.exec(line) ?? [];
    return pid && !state.startsWith('Z') ? [Number(pid)] : [];
  });
  return pids.some((pid) => running.includes(pid));
};

type Started = { npm: ChildProcess; dataDir: string; webPort: number; appUrl: string };

/** Runs `npm start` with WEB_PORT, without WEB_URL, until the app prints its address. */
const npmStart = async (): Promise<Started> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'doorstep-start-'));
  const [port, webPort] = [await freePort(), await freePort()];
  const npm = spawn('npm', ['start'], {
    cwd: root,
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      PORT: String(port),
      WEB_URL: '',
      WEB_PORT: String(webPort),
      NODE_ENV: 'development',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    const started = await startedBy(npm.pid, dataDir);
    npm.kill('SIGKILL');
    while (await anyRuns(started));
    await rm(dataDir, { recursive: true, force: true });
  });
  const appUrl = await new Promise<string>((resolve) => {
    let output = '';
    npm.stdout?.on('data', (chunk) => {
      output += chunk;
      const [, url] = /The app is at (\S+)\n/.exec(output) ?? [];
      if (url) resolve(url);
    });
  });
  return { npm, dataDir, webPort, appUrl };
};

// The test run builds the app only if it has Chromium.
describe.runIf(!withoutChromium && process.platform === 'linux')('npm start', () => {
  test.each(['SIGTERM', 'SIGKILL'] as const)('ends all its processes when only npm gets %s', async (signal) => {
    const { npm, dataDir } = await npmStart();
    const started = await startedBy(npm.pid, dataDir);
    expect(started.length).toBeGreaterThan(5);
    npm.kill(signal);
    while (await anyRuns(started));
  });

  test('prints the address of the app with WEB_PORT when WEB_URL is not set', async () => {
    const { webPort, appUrl } = await npmStart();
    expect(appUrl).toBe(`http://localhost:${webPort}`);
    expect((await fetch(`${appUrl}/sign-in`)).status).toBe(200);
  });
});
