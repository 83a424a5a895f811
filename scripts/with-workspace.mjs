// Runs a task of the workspace on whatever Node a machine has: installs what is missing with the pinned pnpm, makes the
// generated database client and the SDK, and then runs the task with the pinned Node. Plain JavaScript, as Node 20 must run it.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { serverFlags } from '../apps/api/server-flags.mjs';
import { onParentGone } from './parent.mjs';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'node_modules', '.bin');
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const api = (file, ...args) => ['node', [`apps/api/${file}`, ...args]];
const server = (...args) => ['node', [...serverFlags, 'apps/api/src/main.js', ...args]];
const operator = (name) => api('src/operator/operator-command.ts', name);
const tasks = {
  start: ['node', ['scripts/start.mjs']],
  dev: ['node', ['scripts/start.mjs', '--dev']],
  'start:api': server(),
  'start:web': ['node', ['apps/web/server.ts']],
  test: ['vitest', ['run']],
  check: ['sh', ['-c', 'biome ci . && turbo run types']],
  format: ['biome', ['check', '--write', '.']],
  openapi: api('openapi/write.ts'),
  'sdk:generate': ['pnpm', ['--filter', '@doorstep/sdk', 'generate']],
  changeset: ['changeset', []],
  // What is released is what the next document is held against.
  'sdk:version': [
    'sh',
    [
      '-c',
      'changeset version && cp apps/api/openapi.json apps/api/openapi.released.json && node packages/sdk/scripts/write-version.ts',
    ],
  ],
  bench: ['node', ['bench/src/run.ts']],
  prisma: ['pnpm', ['--filter', '@doorstep/database', '--silent', 'exec', 'prisma']],
  migrate: operator('migrate'),
  ...Object.fromEntries(
    [
      ...['tenant:create', 'tenant:list', 'tenant:set', 'user:grant', 'user:revoke', 'key:create', 'media:sweep'],
      ...['audit:seal', 'audit:verify', 'database:copy'],
    ].map((name) => [name, operator(name)]),
  ),
};

/** Whether `made` is missing or older than any of what it is made from. */
const outdated = (made, ...sources) =>
  !existsSync(join(root, made)) ||
  sources.some((source) => statSync(join(root, made)).mtimeMs < statSync(join(root, source)).mtimeMs);

/** The file of a folder that was changed last. */
const newestIn = (folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .map((name) => join(folder, name))
    .reduce((a, b) => (statSync(join(root, a)).mtimeMs > statSync(join(root, b)).mtimeMs ? a : b));

/** Runs a step of the set-up, silent unless it fails: what a command prints must begin with its own output. */
const step = (command, args, cwd = root) => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}${error ? `${error.message}\n` : ''}`);
  process.exit(status ?? 1);
};

const env = {
  ...process.env,
  PATH: `${bin}${delimiter}${process.env.PATH}`,
  // Decoding images in many threads would otherwise leave glibc's memory in pieces that are never given back.
  MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? '2',
  TURBO_TELEMETRY_DISABLED: '1',
  NEXT_TELEMETRY_DISABLED: '1',
};

const [name, ...args] = process.argv.slice(2);
const task = tasks[name];
if (!task) {
  process.stderr.write(`No task ${name}. There are: ${Object.keys(tasks).join(', ')}\n`);
  process.exit(1);
}
if (outdated('node_modules/.modules.yaml', 'pnpm-lock.yaml')) {
  process.stderr.write('Installing what is missing …\n');
  step('npx', ['--yes', packageManager, 'install', '--frozen-lockfile']);
}
if (outdated('packages/database/src/generated/client.ts', 'packages/database/prisma/schema.prisma')) {
  step(join(root, 'packages/database/node_modules/.bin/prisma'), ['generate'], join(root, 'packages/database'));
}
// Whoever imports the SDK gets it as it is published; the server does not.
if (
  ['start', 'dev', 'start:web', 'check', 'bench'].includes(name) &&
  outdated('packages/sdk/dist/cjs/package.json', newestIn('packages/sdk/src'))
) {
  step('node', ['scripts/build.ts'], join(root, 'packages/sdk'));
}
if (
  ['start', 'start:web'].includes(name) &&
  outdated(
    'apps/web/.next/BUILD_ID',
    ...['apps/web/src', 'packages/contracts/src', 'packages/sdk/dist'].map(newestIn),
    ...['apps/web/next.config.ts', 'pnpm-lock.yaml'],
  )
) {
  process.stderr.write('Building the app …\n');
  step(join(root, 'apps/web/node_modules/.bin/next'), ['build'], join(root, 'apps/web'));
}

const [command, fixed] = task;
// A server is told by the channel when this process is gone.
const isServer = ['start', 'dev', 'start:api', 'start:web'].includes(name);
const child = spawn(command, [...fixed, ...args], {
  cwd: root,
  env,
  stdio: ['inherit', 'inherit', 'inherit', ...(isServer ? ['ipc'] : [])],
});
// Ctrl-C reaches the child by itself, which ends in its own time; a signal sent to this process alone is passed on.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
onParentGone(() => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
