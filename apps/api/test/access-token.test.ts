import type { webcrypto } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient, type SignedInClient } from '@doorstep/testing/client';
import { decodeJwt, exportSPKI, importJWK, type JWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { newSigningKey, parseSigningKeys } from '../src/config/keys.ts';
import { useApi } from './harness.ts';

const api = useApi();
let customer: SignedInClient;
let key: JWK;
let claims: JWTPayload;
let header: JWTHeaderParameters;

beforeAll(async () => {
  customer = await api.newCustomer(await api.newTenant());
  const kept = JSON.parse(await readFile(join(api.dataDir, 'keys.json'), 'utf8'));
  const [signing] = parseSigningKeys(kept.signingKeys);
  if (!signing?.kid) throw new Error('The server has no key');
  key = signing;
  claims = decodeJwt(customer.accessToken);
  header = { alg: 'ES256', typ: 'at+jwt', kid: signing.kid };
});

/** A token of our making: what the server's are like, but for what is given. Undefined leaves a claim out. */
const forge = (changed: { claims?: object; header?: object } = {}, by: JWK | Uint8Array = key): Promise<string> =>
  new SignJWT({ ...claims, ...changed.claims }).setProtectedHeader({ ...header, ...changed.header }).sign(by);

const unsigned = (): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ ...header, alg: 'none' })}.${part(claims)}.`;
};

const publicHalf = ({ d: _, ...rest }: JWK): JWK => rest;

const withPublicKeyAsSecret = async (): Promise<string> => {
  const pem = await exportSPKI((await importJWK({ ...publicHalf(key), ext: true }, 'ES256')) as webcrypto.CryptoKey);
  return forge({ header: { alg: 'HS256' } }, new TextEncoder().encode(pem));
};

const use = (accessToken: string) =>
  createClient(api.url, { tenantId: customer.tenantId, accessToken }).get('/api/customer/profile/');

describe('An access token', () => {
  test('made with the server’s key and all that belongs to it is taken', async () => {
    expect((await use(await forge())).status).toBe(200);
  });

  test.each<[string, () => string | Promise<string>]>([
    ['for another audience', () => forge({ claims: { aud: 'elsewhere' } })],
    ['for no audience', () => forge({ claims: { aud: undefined } })],
    ['of another issuer', () => forge({ claims: { iss: 'https://elsewhere.example.com' } })],
    ['of no issuer', () => forge({ claims: { iss: undefined } })],
    ['of another type', () => forge({ header: { typ: 'JWT' } })],
    ['of no type', () => forge({ header: { typ: undefined } })],
    ['without an end', () => forge({ claims: { exp: undefined } })],
    ['for nobody', () => forge({ claims: { sub: undefined } })],
    ['without a tenant', () => forge({ claims: { tid: undefined } })],
    ['without a session', () => forge({ claims: { sid: undefined } })],
    ['that names an unknown key', () => forge({ header: { kid: 'unknown' } })],
    ['signed with another key under the name of ours', async () => forge({}, await newSigningKey())],
    ['without a signature', unsigned],
    ['whose secret is our public key', withPublicKeyAsSecret],
    ['cut off', async () => (await forge()).slice(0, -1)],
  ])('%s is not', async (_what, make) => {
    const { status, body, headers } = await use(await make());
    expect([status, body.code]).toEqual([401, 'token_invalid']);
    expect(headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  });
});
