import { createPublicKey, verify, webcrypto } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { createSecrets } from '../config/secrets.ts';
import { formatWebhookSecret, signWebhook } from './webhook-signature.ts';

const secrets = createSecrets(Buffer.alloc(32, 7));
const signingKey = secrets.webhookSigningKey;
const [current, previous] = ['one', 'two'].map(secrets.webhookSecret) as [Buffer, Buffer];
const id = '019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6071';
const timestamp = Math.floor(Date.now() / 1000);

const bodies = {
  'in compact JSON': '{"type":"address.created"}',
  'with emoji': JSON.stringify({ note: '🏡 Zoë 👩‍👩‍👧' }),
  'with CRLF': '{\r\n  "type": "address.created"\r\n}\r\n',
  'with a byte order mark': '\uFEFF{}',
  'without a byte': '',
};

/** The signatures of a version, decoded. */
const signaturesOf = (version: string, { 'webhook-signature': list }: { 'webhook-signature': string }): Buffer[] =>
  list
    .split(' ')
    .filter((entry) => entry.startsWith(`${version},`))
    .map((entry) => Buffer.from(entry.slice(version.length + 1), 'base64'));

describe.each(Object.entries(bodies))('The signatures of a body %s', (_name, body) => {
  const headers = signWebhook({ id, timestamp, body }, { secrets: [current, previous], signingKey });
  const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), Buffer.from(body)]);

  test('are accepted with either secret by the package of Standard Webhooks', () => {
    for (const secret of [current, previous]) {
      const receiver = new Webhook(formatWebhookSecret(secret));
      expect(() => receiver.verify(body, headers, { jsonParse: false })).not.toThrow();
    }
    const other = new Webhook(formatWebhookSecret(secrets.webhookSecret('three')));
    expect(() => other.verify(body, headers, { jsonParse: false })).toThrow('No matching signature');
  });

  test('are accepted with the public key by Node and by Web Crypto', async () => {
    const { publicJwk } = signingKey;
    const [signature, ...others] = signaturesOf('v1a', headers) as [Buffer<ArrayBuffer>];
    expect(others).toEqual([]);
    const inNode = createPublicKey({ key: publicJwk, format: 'jwk' });
    const inWebCrypto = await webcrypto.subtle.importKey('jwk', publicJwk, 'Ed25519', false, ['verify']);
    for (const [signed, expected] of [
      [content, true],
      [Buffer.concat([content, Buffer.from(' ')]), false],
    ] as const) {
      expect(verify(null, signed, inNode, signature)).toBe(expected);
      expect(await webcrypto.subtle.verify('Ed25519', inWebCrypto, signature, signed)).toBe(expected);
    }
  });
});

test('A webhook has one signature for each secret and one by the key', () => {
  const countsOf = (list: Buffer[]) => {
    const headers = signWebhook({ id, timestamp, body: '{}' }, { secrets: list, signingKey });
    return ['v1', 'v1a'].map((version) => signaturesOf(version, headers).length);
  };
  expect(countsOf([current])).toEqual([1, 1]);
  expect(countsOf([current, previous])).toEqual([2, 1]);
});

describe('Derived from LINK_SECRET', () => {
  test('secrets have 32 bytes, and differ by id and installation', () => {
    const other = createSecrets(Buffer.alloc(32, 8));
    const derived = [current, previous, other.webhookSecret('one')];
    expect(new Set(derived.map(formatWebhookSecret)).size).toBe(3);
    for (const secret of derived) expect(formatWebhookSecret(secret)).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(createSecrets(Buffer.alloc(32, 7)).webhookSecret('one')).toEqual(current);
  });

  test('the key is the same at every start, and another one for another LINK_SECRET', () => {
    const kidFrom = (byte: number) => createSecrets(Buffer.alloc(32, byte)).webhookSigningKey.publicJwk.kid;
    expect(kidFrom(7)).toBe(signingKey.publicJwk.kid);
    expect(kidFrom(8)).not.toBe(signingKey.publicJwk.kid);
  });

  // A change would end every endpoint's secret at an upgrade.
  test('neither changes with a version of the server', () => {
    expect(formatWebhookSecret(current)).toMatchInlineSnapshot(`"whsec_vnV1U62nEKzHsfJ3ttQXniQIHpWyklfWS+0XHXTMQOw="`);
    expect(signingKey.publicJwk.x).toMatchInlineSnapshot(`"b3BY4VaJ9saOVDM9OKoWgMEoRxDpopskRhjzj_VXiXI"`);
  });

  test('the id of the key is its thumbprint', async () => {
    expect(signingKey.publicJwk.kid).toBe(await calculateJwkThumbprint(signingKey.publicJwk, 'sha256'));
  });
});
