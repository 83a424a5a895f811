import { useApi } from '@doorstep/testing/acceptance-api';
import { calculateJwkThumbprint } from 'jose';
import { expect, test } from 'vitest';

const api = useApi();

test('The key that verifies webhooks is published without its private part', async () => {
  const { body, headers } = await (await api.sharedCustomer()).get('/.well-known/webhook-keys.json');
  expect(headers.get('cache-control')).toBe('public, max-age=300');
  const [key, ...others] = body.keys;
  expect(others).toEqual([]);
  expect(key).toEqual({
    kty: 'OKP',
    crv: 'Ed25519',
    x: expect.stringMatching(/^[\w-]{43}$/),
    kid: await calculateJwkThumbprint(key, 'sha256'),
    use: 'sig',
    alg: 'EdDSA',
  });
});
