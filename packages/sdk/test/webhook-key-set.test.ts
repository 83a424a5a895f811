import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { verifyWebhook } from '../src/webhooks/verify-webhook.ts';
import { type KeyAnswer, serveKeys } from './key-server.ts';
import { body, event, newKey, signedHeaders } from './signed-webhooks.ts';

const [old, next] = [newKey(), newKey()];
const keySet = (...keys: (typeof old)[]) => ({ keys: keys.map(({ jwk }) => jwk) });

/** Verifies a webhook that a key signs now. */
const verifySignedBy = ({ privateKey }: typeof old, jwks: string | URL) =>
  verifyWebhook(body, signedHeaders(body, { keys: [privateKey] }), { jwks });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});
const advance = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);

describe('A key set at a URL', () => {
  test('is fetched once in five minutes', async () => {
    const server = await serveKeys({ content: keySet(old) });
    for (const jwks of [server.url, new URL(server.url), server.url]) {
      expect(await verifySignedBy(old, jwks)).toEqual(event);
    }
    expect(server.requests).toBe(1);
    advance(301);
    await verifySignedBy(old, server.url);
    expect(server.requests).toBe(2);
  });

  test('is fetched again for a new key, but at most every 30 seconds', async () => {
    const server = await serveKeys({ content: keySet(old) });
    await verifySignedBy(old, server.url);
    server.answer = { content: keySet(next) };
    const refused = { reason: 'no_matching_signature' };
    await expect(verifySignedBy(next, server.url)).rejects.toMatchObject(refused);
    expect(server.requests).toBe(1);
    advance(30);
    expect(await verifySignedBy(next, server.url)).toEqual(event);
    await expect(verifySignedBy(old, server.url)).rejects.toMatchObject(refused);
    expect(server.requests).toBe(2);
  });

  test.each<[string, KeyAnswer]>([
    ['with an error', { status: 503, content: keySet(old) }],
    ['with a redirect', { status: 302, headers: { Location: '/elsewhere' } }],
    ['with something other than JSON', { content: '<html>' }],
    ['with something other than a key set', { content: { keys: 'none' } }],
  ])('whose server answers %s is unavailable, and is fetched again', async (_name, answer) => {
    const server = await serveKeys(answer);
    await expect(verifySignedBy(old, server.url)).rejects.toMatchObject({ reason: 'keys_unavailable' });
    expect(server.requests).toBe(1);
    server.answer = { content: keySet(old) };
    expect(await verifySignedBy(old, server.url)).toEqual(event);
  });

  test('whose server does not answer is unavailable', async () => {
    await expect(verifySignedBy(old, 'http://127.0.0.1:9/keys')).rejects.toMatchObject({ reason: 'keys_unavailable' });
  });

  test('must have an https URL, except on the same machine', async () => {
    for (const jwks of ['http://example.com/keys', 'ftp://localhost/keys', 'keys', '', 'data:application/json,{}']) {
      await expect(verifySignedBy(old, jwks)).rejects.toMatchObject({ reason: 'malformed_secret' });
    }
  });
});
