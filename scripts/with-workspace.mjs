// Runs a command with the pinned Node and packages, on any Node from 20 on: `with-workspace.mjs [--build=PACKAGE] COMMAND
// [ARGUMENT …]`. First installs missing packages. It is plain JavaScript, because Node 20 must run it.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { onParentExit } from './parent.mjs';

const root = join(import.meta.dirname, '..');
const read = (path) => readFileSync(join(root, path), 'utf8');
const env = {
  ...process.env,
  PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`,
  // Otherwise glibc never frees the memory of many threads that decode images.
  MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? '2',
  TURBO_TELEMETRY_DISABLED: '1',
  NEXT_TELEMETRY_DISABLED: '1',
};

/** Runs a step before the command. Its output goes to stderr, and only if it fails: stdout belongs to the command. */
const prepare = (command, ...args) => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, env, encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}${error ? `${error.message}\n` : ''}`);
  process.exit(status ?? 1);
};

// These two files determine the installed packages and the generated client.
const sources = createHash('sha256')
  .update(read('pnpm-lock.yaml'))
  .update(read('packages/database/prisma/schema.prisma'));
const wanted = sources.digest('hex');
const stamp = join(root, 'node_modules', '.installed');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  process.stderr.write('Installing what is missing …\n');
  prepare('npx', '--yes', JSON.parse(read('package.json')).packageManager, 'install', '--frozen-lockfile');
  prepare('turbo', 'run', 'generate', '--filter=@doorstep/database');
  writeFileSync(stamp, wanted);
}
const [first = '', ...rest] = process.argv.slice(2);
const [, built] = /^--build=(.+)/.exec(first) ?? [];
if (built) {
  process.stderr.write('Building what has changed …\n');
  prepare('turbo', 'run', 'build', `--filter=${built}`);
}

// The channel lets our programs notice the end of this process.
const [command, ...args] = built ? rest : [first, ...rest];
const stdio = ['inherit', 'inherit', 'inherit', ...(command === 'node' ? ['ipc'] : [])];
const child = spawn(command, args, { cwd: root, env, stdio });
// Ctrl-C reaches the child too, which takes its time to end. A signal to this process alone is forwarded.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
onParentExit(() => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
