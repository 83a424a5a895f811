import { createServer, type IncomingHttpHeaders } from 'node:http';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { type VerifyWebhookOptions, verifyWebhook, type WebhookBody } from '../src/webhooks/verify-webhook.ts';
import type { WebhookHeaders } from '../src/webhooks/webhook-headers.ts';
import { WebhookVerificationError } from '../src/webhooks/webhook-verification-error.ts';
import { body, event, newKey, newSecret, type SignedHeaders, signedHeaders } from './signed-webhooks.ts';

const secret = newSecret();
const key = newKey();
const headers = signedHeaders(body, { secrets: [secret], keys: [key.privateKey] });
const jwks = { keys: [key.jwk] };

/** Bodies of one event with different bytes. */
const bodies = {
  'in compact JSON': body,
  'with emoji': JSON.stringify({ ...event, note: '🏡 Zoë 👩‍👩‍👧' }),
  'with CRLF': JSON.stringify(event, null, 2).replaceAll('\n', '\r\n'),
  'with a byte order mark': `\uFEFF${body}`,
};

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe.each([
  ['by a secret', secret],
  ['by a public key', { jwks }],
] as const)('Verified %s', (_, verifier) => {
  test.each(Object.entries(bodies))('a body %s is accepted as text and as bytes', async (_name, text) => {
    const signed = signedHeaders(text, { secrets: [secret], keys: [key.privateKey] });
    const bytes = bytesOf(text);
    const within = Buffer.concat([Buffer.from('before'), bytes, Buffer.from('behind')]);
    const kinds: WebhookBody[] = [text, bytes, bytes.buffer, Buffer.from(text), within.subarray(6, 6 + bytes.length)];
    for (const kind of kinds) {
      expect(await verifyWebhook(kind, signed, verifier)).toEqual(JSON.parse(text.replace('\uFEFF', '')));
    }
  });

  test('bytes that another realm made are accepted, as in test runners', async () => {
    const bytes = runInNewContext('Uint8Array.from(list)', { list: [...bytesOf(body)] });
    expect(await verifyWebhook(bytes, headers, verifier)).toEqual(event);
    expect(await verifyWebhook(bytes.buffer, headers, verifier)).toEqual(event);
  });

  test('a body with any changed byte is refused', async () => {
    const bytes = bytesOf(body);
    for (const at of bytes.keys()) {
      const changed = bytes.with(at, (bytes[at] ?? 0) ^ 1);
      await expect(verifyWebhook(changed, headers, verifier)).rejects.toMatchObject({
        reason: 'no_matching_signature',
      });
    }
  });

  test('a changed id or time is refused', async () => {
    const later = String(Number(headers['webhook-timestamp']) + 1);
    for (const changed of [{ 'webhook-id': `${event.id}0` }, { 'webhook-timestamp': later }]) {
      await expect(verifyWebhook(body, { ...headers, ...changed }, verifier)).rejects.toMatchObject({
        reason: 'no_matching_signature',
      });
    }
  });

  test('a signed body that is no event is refused', async () => {
    for (const text of ['', 'null', '[]', '{}', '"text"', '{"type":1}', '{"type":']) {
      const signed = signedHeaders(text, { secrets: [secret], keys: [key.privateKey] });
      await expect(verifyWebhook(text, signed, verifier)).rejects.toMatchObject({ reason: 'malformed_body' });
    }
  });
});

describe('Headers', () => {
  const capitalized = {
    'Webhook-Id': headers['webhook-id'],
    'WEBHOOK-TIMESTAMP': headers['webhook-timestamp'],
    'Webhook-Signature': headers['webhook-signature'],
  };
  const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));

  test.each<[string, WebhookHeaders]>([
    ['of the Fetch API', new Headers(headers)],
    ['of an object', headers],
    ['of an object with names in capitals', capitalized],
    ['of an object with lists', { ...lists, accept: undefined }],
    ['of a map', new Map(Object.entries(headers))],
  ])('%s are read', async (_name, kind) => {
    expect(await verifyWebhook(body, kind, secret)).toEqual(event);
  });

  test('of a request in Node are read', async () => {
    const received = await new Promise<IncomingHttpHeaders>((resolve) => {
      const server = createServer((req, res) => {
        resolve(req.headers);
        res.end();
        server.close();
      }).listen(0, '127.0.0.1', () => {
        const address = server.address();
        const port = typeof address === 'object' ? address?.port : undefined;
        void fetch(`http://127.0.0.1:${port}`, { method: 'POST', headers, body });
      });
    });
    expect(await verifyWebhook(body, received, secret)).toEqual(event);
  });

  test.each(Object.keys(headers) as (keyof SignedHeaders)[])('without %s are refused', async (name) => {
    const { [name]: _, ...others } = headers;
    for (const kind of [others, new Headers(others), { ...others, [name]: undefined }, { ...others, [name]: [] }]) {
      await expect(verifyWebhook(body, kind, secret)).rejects.toMatchObject({ reason: 'missing_header' });
    }
  });

  test.each<[keyof SignedHeaders, string | string[]]>([
    ['webhook-id', ''],
    ['webhook-id', 'a.1'],
    ['webhook-id', `${event.id}, ${event.id}`],
    ['webhook-id', [event.id, event.id]],
    ['webhook-id', 'x'.repeat(4097)],
    ['webhook-timestamp', 'today'],
    ['webhook-timestamp', '1e9'],
    ['webhook-timestamp', '-1'],
    ['webhook-timestamp', '1.5'],
    ['webhook-timestamp', '9'.repeat(13)],
    ['webhook-signature', 'v1'],
    ['webhook-signature', 'whsec_abc'],
    ['webhook-signature', Array.from({ length: 100 }, () => headers['webhook-signature']).join(' ')],
  ])('with a malformed %s are refused', async (name, value) => {
    await expect(verifyWebhook(body, { ...headers, [name]: value }, secret)).rejects.toMatchObject({
      reason: 'malformed_header',
    });
  });

  test('with the same name twice are refused', async () => {
    const twice = { ...headers, 'Webhook-Id': event.id };
    await expect(verifyWebhook(body, twice, secret)).rejects.toMatchObject({ reason: 'malformed_header' });
  });
});

describe('Signatures', () => {
  const next = newSecret();

  test('of either secret are accepted during a rotation', async () => {
    const overlapping = signedHeaders(body, { secrets: [next, secret] });
    for (const known of [secret, next, [secret, next]]) {
      expect(await verifyWebhook(body, overlapping, known)).toEqual(event);
    }
    expect(await verifyWebhook(body, headers, [next, secret])).toEqual(event);
  });

  test('of another secret or key, or of the other kind, are refused', async () => {
    const bySecret = signedHeaders(body, { secrets: [secret] });
    const byKey = signedHeaders(body, { keys: [key.privateKey] });
    for (const [signed, verifier] of [
      [headers, next],
      [headers, { jwks: { keys: [newKey().jwk] } }],
      [bySecret, { jwks }],
      [byKey, secret],
    ] as const) {
      await expect(verifyWebhook(body, signed, verifier)).rejects.toMatchObject({ reason: 'no_matching_signature' });
    }
  });

  test('of an unknown version, length or encoding are ignored', async () => {
    const others = ['v2,AAAA', 'v1,AAAA', 'v1a,AAAA', 'v1,!', 'v1a,x'].join(' ');
    const mixed = { ...headers, 'webhook-signature': `${others} ${headers['webhook-signature']}` };
    const alone = { ...headers, 'webhook-signature': others };
    for (const verifier of [secret, { jwks }]) {
      expect(await verifyWebhook(body, mixed, verifier)).toEqual(event);
      await expect(verifyWebhook(body, alone, verifier)).rejects.toMatchObject({ reason: 'no_matching_signature' });
    }
  });
});

describe('The time', () => {
  const sentAt = Number(headers['webhook-timestamp']);
  const verifyAt = (seconds: number, options: VerifyWebhookOptions = {}) =>
    verifyWebhook(body, headers, secret, { ...options, now: new Date((sentAt + seconds) * 1000) });

  test('may differ by five minutes', async () => {
    for (const difference of [-300, 0, 300]) expect(await verifyAt(difference)).toEqual(event);
    await expect(verifyAt(301)).rejects.toMatchObject({ reason: 'timestamp_too_old' });
    await expect(verifyAt(-301)).rejects.toMatchObject({ reason: 'timestamp_too_new' });
  });

  test('may differ by the tolerance of the options', async () => {
    expect(await verifyAt(3600, { toleranceSeconds: 3600 })).toEqual(event);
    await expect(verifyAt(2, { toleranceSeconds: 1 })).rejects.toMatchObject({ reason: 'timestamp_too_old' });
    await expect(verifyAt(0, { toleranceSeconds: Number.NaN })).rejects.toMatchObject({ reason: 'timestamp_too_old' });
    await expect(verifyAt(Number.NaN)).rejects.toMatchObject({ reason: 'timestamp_too_old' });
  });
});

describe('A caller', () => {
  test('without a usable secret gets an error that says so', async () => {
    const unusable = [undefined, null, '', [], 'whsec_', secret.slice(6), 'whsec_!', newSecret(23), newSecret(65)];
    for (const wrong of [...unusable, [secret, '']]) {
      await expect(verifyWebhook(body, headers, wrong)).rejects.toMatchObject({ reason: 'malformed_secret' });
    }
  });

  test('can pass a secret that was read from a file', async () => {
    expect(await verifyWebhook(body, headers, `${secret}\n`)).toEqual(event);
  });

  test('without an ed25519 key gets an error that says so', async () => {
    const p256 = { kty: 'EC', crv: 'P-256', x: key.jwk.x ?? '', y: key.jwk.x ?? '' };
    for (const keys of [[], [p256], [{ ...key.jwk, x: 'AAAA' }], [{ kty: 'OKP', crv: 'Ed25519' }]]) {
      await expect(verifyWebhook(body, headers, { jwks: { keys } })).rejects.toMatchObject({ reason: 'unknown_key' });
    }
  });

  test('that passes a parsed body gets an error that asks for the raw one', async () => {
    for (const parsed of [event, [], undefined, null, 7]) {
      const refused = verifyWebhook(parsed as unknown as WebhookBody, headers, secret);
      await expect(refused).rejects.toThrow('Pass the raw body');
      await expect(refused).rejects.toMatchObject({ reason: 'malformed_body' });
    }
  });

  test('that names its tenant gets no event of another one', async () => {
    for (const verifier of [secret, { jwks }]) {
      expect(await verifyWebhook(body, headers, verifier, { tenantId: event.tenant_id })).toEqual(event);
      await expect(verifyWebhook(body, headers, verifier, { tenantId: event.id })).rejects.toMatchObject({
        reason: 'other_tenant',
      });
    }
  });

  test('gets an error that contains neither secret nor body', async () => {
    const error = await verifyWebhook(body, headers, newSecret()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WebhookVerificationError);
    expect(JSON.stringify([String(error), error])).not.toMatch(/whsec_[A-Za-z0-9]|customer\.updated/);
  });
});
