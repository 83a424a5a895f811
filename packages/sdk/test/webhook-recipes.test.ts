import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { freePort } from '@doorstep/testing/free-port';
import { useApi } from '@doorstep/testing/harness';
import { repositoryRoot } from '@doorstep/testing/repository-root';
import { describe, expect, onTestFinished, test } from 'vitest';
import { newAdmin } from './admin-clients.ts';
import { newProject } from './readme-examples.ts';
import { body, event, newSecret, signedHeaders } from './signed-webhooks.ts';

/** Returns the example below a heading of a page. */
const exampleOf = async (page: string, heading: string): Promise<string> => {
  const [, section = ''] = (await readFile(join(repositoryRoot, 'docs', page), 'utf8')).split(`# ${heading}\n`);
  const [, example] = /```ts\n([\s\S]*?)```/.exec(section) ?? [];
  if (!example) throw new Error(`${page} has no example below ${heading}`);
  return example;
};

const api = useApi();
const secret = newSecret();

/** Starts a receiver, as the page has it. Returns its URL, and a function that ends it and returns its output. */
const startReceiver = async (recipe: string, packages: string[], host: string[]) => {
  const folder = await newProject(recipe, packages);
  const port = await freePort();
  const receiver = spawn(process.execPath, [...host, 'examples.mts'], {
    cwd: folder,
    env: { ...process.env, PORT: String(port), DOORSTEP_WEBHOOK_SECRET: secret },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = text(receiver.stdout);
  const ended = once(receiver, 'exit');
  const stop = async () => {
    receiver.kill();
    await ended;
    return output;
  };
  onTestFinished(async () => {
    await stop();
  });
  const url = `http://127.0.0.1:${port}/webhooks/doorstep`;
  const isListening = () =>
    fetch(url).then(
      () => true,
      () => false,
    );
  await expect.poll(isListening).toBe(true);
  return { url, stop };
};

const webHost = [join(import.meta.dirname, 'serve-web-handler.ts')];

describe.each([
  ['Express', ['express', '@types/express'], []],
  ['Next.js', [], webHost],
  ['Hono', ['hono'], webHost],
])('The recipe for %s, as written', (framework, packages, host) => {
  test('accepts what is signed over its exact bytes, and answers with the reason of a refusal', async () => {
    const receiver = await startReceiver(await exampleOf('webhooks.md', framework), packages, host);
    const spaced = `${JSON.stringify({ ...event, type: 'address.created', note: '🏡 Zoë' }, null, 2)}\r\n`;
    const send = async (sent: string, headers: Record<string, string>) => {
      const answer = await fetch(receiver.url, {
        method: 'POST',
        body: sent,
        headers: { 'Content-Type': 'application/json', ...headers },
      });
      return [answer.status, await answer.text()];
    };
    expect(await send(body, signedHeaders(body, { secrets: [secret] }))).toEqual([204, '']);
    expect(await send(spaced, signedHeaders(spaced, { secrets: [newSecret(), secret] }))).toEqual([204, '']);

    const anHourAgo = new Date(Date.now() - 3600_000);
    expect(await send(`${body} `, signedHeaders(body, { secrets: [secret] }))).toEqual([400, 'no_matching_signature']);
    expect(await send(body, signedHeaders(body, { secrets: [secret], at: anHourAgo }))).toEqual([
      400,
      'timestamp_too_old',
    ]);
    expect(await send(body, {})).toEqual([400, 'missing_header']);
    expect(await receiver.stop()).toBe('customer.updated 7\naddress.created 7\n');
  });
});

test('The example of a chain, as written, verifies events', async () => {
  const example = await exampleOf('events.md', 'Prove that no event is missing');
  const { admin, apiKey } = await newAdmin(api);
  const { sealed_to } = await admin.events.list({ wait: 25 });
  expect(sealed_to).toBeGreaterThan(0);
  const program = `${example.replace('https://api.example.com', api.url)}console.log(last?.sequence);\n`;
  const folder = await newProject(program);
  const env = { ...process.env, DOORSTEP_API_KEY: apiKey };
  const { stdout } = await promisify(execFile)(process.execPath, ['examples.mts'], { cwd: folder, env });
  expect(Number(stdout)).toBeGreaterThanOrEqual(sealed_to);
});
