import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useApi } from '@doorstep/testing/harness';
import { png } from '@doorstep/testing/images';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newApiKey } from './admin-clients.ts';
import { newEmail, password } from './customers.ts';
import { serveKeys } from './key-server.ts';
import { body, event, newKey, newSecret, signedHeaders } from './signed-webhooks.ts';

const api = useApi();
/** The path of the executable. The package has no types. */
const workerd: string = createRequire(import.meta.url)('workerd').default;
let folder: string;
let stop: () => Promise<void>;
let url: string;

/** The configuration of a Worker with `nodejs_compat` and access to this machine. */
const config = `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  compatibilityDate = "2026-01-01",
  compatibilityFlags = ["nodejs_compat"],
);
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorstep-worker-'));
  await build({
    entryPoints: [join(import.meta.dirname, 'worker.ts')],
    outfile: join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    // Bundled like the deployment tool of Workers does.
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*'],
  });
  await writeFile(join(folder, 'config.capnp'), config);
  const server = spawn(workerd, ['serve', '--control-fd=3', 'config.capnp'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  const ended = once(server, 'exit');
  stop = async () => {
    server.kill();
    await ended;
  };
  // workerd writes a line of JSON for each socket that it listens on.
  const [line] = await Promise.race([
    once(server.stdio[3] as NodeJS.ReadableStream, 'data'),
    ended.then(() => Promise.reject(new Error('workerd did not start'))),
  ]);
  url = `http://127.0.0.1:${JSON.parse(String(line).split('\n', 1)[0] ?? '').port}`;
});
afterAll(async () => {
  await stop?.();
  await rm(folder, { recursive: true });
});

test('A Worker with nodejs_compat uploads every kind of picture, distinguishes errors, and can hold an API key', async () => {
  const tenantId = await api.newTenant();
  const apiKey = await newApiKey(api, tenantId);
  const asked = { baseUrl: api.url, tenantId, email: newEmail(), password, apiKey };
  const picture = new Uint8Array(await png());
  const answer = await fetch(url, { method: 'POST', body: picture, headers: { 'X-Asked': JSON.stringify(asked) } });
  expect(await answer.json()).toEqual({
    foundByKey: true,
    runsOnWorkers: 'Cloudflare-Workers',
    hasNodeStreams: true,
    uploaded: {
      ArrayBuffer: 'image/webp',
      ReadableStream: 'image/webp',
      Response: 'image/webp',
      AsyncIterable: 'image/webp',
    },
    refused: 'not_found',
  });
});

test('A Worker verifies webhooks with a secret and with public keys, also several at a time', async () => {
  const [secret, otherSecret] = [newSecret(), newSecret()];
  const key = newKey();
  const jwks = { keys: [key.jwk] };
  const verifiers = { secret, otherSecret, jwks, url: (await serveKeys({ content: jwks })).url };
  const headers = {
    ...signedHeaders(body, { secrets: [secret], keys: [key.privateKey] }),
    'X-Verifiers': JSON.stringify(verifiers),
  };
  const answers = Array.from({ length: 5 }, async () => (await fetch(url, { method: 'POST', body, headers })).json());
  for (const answer of await Promise.all(answers)) {
    expect(answer).toEqual({ events: [event, event, event], refused: 'no_matching_signature' });
  }
});
