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
  const stored = JSON.parse(await readFile(join(api.dataDir, 'keys.json'), 'utf8'));
  const [signing] = parseSigningKeys(stored.signingKeys);
  if (!signing?.kid) throw new Error('The server has no key');
  key = signing;
  claims = decodeJwt(customer.accessToken);
  header = { alg: 'ES256', typ: 'at+jwt', kid: signing.kid };
});

/** Makes a token like those of the server, with the given claims replaced. Undefined removes a claim. */
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

const callWith = (accessToken: string) =>
  createClient(api.url, { tenantId: customer.tenantId, accessToken }).get('/api/customer/profile/');

describe('An access token', () => {
  test('with the server’s key and all required claims is accepted', async () => {
    expect((await callWith(await forge())).status).toBe(200);
  });

  test.each<[string, () => string | Promise<string>]>([
    ['for another audience', () => forge({ claims: { aud: 'elsewhere' } })],
    ['for no audience', () => forge({ claims: { aud: undefined } })],
    ['of another issuer', () => forge({ claims: { iss: 'https://elsewhere.example.com' } })],
    ['of no issuer', () => forge({ claims: { iss: undefined } })],
    ['of another type', () => forge({ header: { typ: 'JWT' } })],
    ['of no type', () => forge({ header: { typ: undefined } })],
    ['without an expiry', () => forge({ claims: { exp: undefined } })],
    ['without a subject', () => forge({ claims: { sub: undefined } })],
    ['without a tenant', () => forge({ claims: { tid: undefined } })],
    ['without a session', () => forge({ claims: { sid: undefined } })],
    ['that names an unknown key', () => forge({ header: { kid: 'unknown' } })],
    ['signed with another key under our key id', async () => forge({}, await newSigningKey())],
    ['without a signature', unsigned],
    ['signed with our public key as the secret', withPublicKeyAsSecret],
    ['cut off', async () => (await forge()).slice(0, -1)],
  ])('%s is rejected', async (_what, make) => {
    const { status, body, headers } = await callWith(await make());
    expect([status, body.code]).toEqual([401, 'token_invalid']);
    expect(headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  });

  test('of a role that has changed does not decide the role that is shown', async () => {
    const path = '/api/customer/profile/';
    const other = await api.newCustomer(customer.tenantId);
    expect((await other.get(path)).body.role).toBe('customer');
    await api.sql("UPDATE users SET role = 'reviewer' WHERE id = $1", [other.userId]);
    expect((await other.get(path)).body.role).toBe('reviewer');
    expect((await other.patch(path, { json: { role: 'customer' } })).body.role).toBe('reviewer');
  });
});
