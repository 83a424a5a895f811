// Runs the API with a demo tenant, and the customer app for that tenant. With --dev they run from source, and restart when it
// changes. Both end together. With --inspect a debugger can attach to each.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { serverFlags } from '../apps/api/server-flags.mjs';
import { onParentExit } from './parent.mjs';

if (existsSync('.env')) process.loadEnvFile('.env');
const dev = process.argv.includes('--dev');
const inspect = (port) => (process.argv.includes('--inspect') ? [`--inspect=${port}`] : []);
const appUrl = process.env.WEB_URL || `http://localhost:${process.env.WEB_PORT || 3000}`;
const children = new Set();
let ending = false;

const end = (signal) => {
  ending = true;
  for (const child of children) child.kill(signal);
};

const run = (args, env) => {
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc'];
  const child = spawn('node', args, { env: { ...process.env, ...env }, stdio });
  children.add(child);
  child.on('exit', (code, signal) => {
    children.delete(child);
    process.exitCode ||= signal && !ending ? 1 : (code ?? 0);
    // If one ends, the other one ends too.
    end('SIGTERM');
  });
  return child;
};

// Ctrl-C reaches the children by itself.
process.on('SIGINT', () => {
  ending = true;
});
process.on('SIGTERM', () => end('SIGTERM'));
onParentExit(() => end('SIGTERM'));

// The app forwards the address of its browsers to the API.
const trust = { TRUST_PROXY: process.env.TRUST_PROXY || 'loopback' };
const watch = dev ? ['--watch', '--watch-preserve-output'] : [];
const api = run(
  [...watch, ...inspect(9229), ...serverFlags, 'apps/api/src/main.js', '--demo', `--app=${appUrl}`],
  trust,
);
let started = false;
api.on('message', ({ tenantId }) => {
  if (started || !tenantId) return;
  started = true;
  const apiUrl = process.env.API_URL || `http://localhost:${process.env.PORT || 4000}`;
  const settings = {
    TENANT_ID: tenantId,
    API_URL: apiUrl,
    WEB_URL: appUrl,
    NODE_ENV: dev ? 'development' : 'production',
  };
  run([...inspect(9230), 'apps/web/server.ts', ...(dev ? ['--dev'] : [])], settings);
});
