import { AppError } from '@doorstep/contracts/errors';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWK, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

/** The lifetime of a token, in seconds. It is short because the role in it is only a hint. */
export const accessTokenSeconds = 600;

const algorithm = 'ES256';
const tokenType = 'at+jwt';

/** The caller that a token names. */
export type TokenClaims = { userId: string; tenantId: string; sessionId: string };

export type AccessTokens = {
  /** Signs a JWT for a session, without personal data. */
  sign(claims: TokenClaims & { role: string }): Promise<string>;
  /**
   * Verifies a token, but not that its session is live, which the database checks.
   * Throws `token_invalid`, `token_expired`, or `unavailable` for a server error.
   */
  verify(token: string): Promise<TokenClaims>;
  /** The public keys that verify tokens (RFC 7517). */
  readonly jwks: JSONWebKeySet;
};

const Claims = z.object({ sub: z.uuid(), tid: z.uuid(), sid: z.uuid(), exp: z.number(), jti: z.string() });

// Caches verified signatures, about 10 MB when full. It never caches whether a session is live.
const maxCached = 10_000;
type Verified = { claims: TokenClaims; expiresAt: number };

/** Returns the public part of a private key. */
const publicKey = ({ kty, crv, x, y, kid }: JWK): JWK => ({
  ...(kty && { kty }),
  ...(crv && { crv }),
  ...(x && { x }),
  ...(y && { y }),
  ...(kid && { kid }),
  use: 'sig',
  alg: algorithm,
});

/**
 * Makes access tokens by RFC 9068 and RFC 8725: one algorithm, an explicit type, and checks of issuer and audience.
 *
 * @param options.keys Private EC P-256 keys (RFC 7517). The first one signs and all of them verify, so that keys can be rotated.
 */
export const createAccessTokens = (options: {
  keys: JWK[];
  issuer: string;
  audience: string;
  now: () => Date;
}): AccessTokens => {
  const { keys, issuer, audience, now } = options;
  const [signing] = keys;
  if (!signing?.kid) throw new Error('There is no signing key');
  const header = { alg: algorithm, typ: tokenType, kid: signing.kid };
  const jwks = { keys: keys.map(publicKey) };
  const findKey = createLocalJWKSet(jwks);
  const verified = new LRUCache<string, Verified>({ max: maxCached });
  return {
    jwks,
    sign: ({ userId, tenantId, sessionId, role }) => {
      const issuedAt = Math.floor(now().getTime() / 1000);
      return new SignJWT({ tid: tenantId, sid: sessionId, role })
        .setProtectedHeader(header)
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(userId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + accessTokenSeconds)
        .setJti(crypto.randomUUID())
        .sign(signing);
    },
    verify: async (token) => {
      const cached = verified.get(token);
      if (cached) {
        if (cached.expiresAt * 1000 > now().getTime()) return cached.claims;
        verified.delete(token);
      }
      try {
        const { payload } = await jwtVerify(token, findKey, {
          algorithms: [algorithm],
          typ: tokenType,
          issuer,
          audience,
          currentDate: now(),
        });
        const { sub, tid, sid, exp } = Claims.parse(payload);
        const claims = { userId: sub, tenantId: tid, sessionId: sid };
        verified.set(token, { claims, expiresAt: exp });
        return claims;
      } catch (cause) {
        if (cause instanceof errors.JWTExpired) throw new AppError('token_expired', { cause });
        const isInvalidToken = cause instanceof errors.JOSEError || cause instanceof z.ZodError;
        // A server error must not sign customers out.
        throw isInvalidToken
          ? new AppError('token_invalid', { cause })
          : new AppError('unavailable', { retryAfter: 2, cause });
      }
    },
  };
};
