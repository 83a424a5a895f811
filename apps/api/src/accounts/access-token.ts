import { AppError } from '@doorstep/contracts/errors';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWK, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

/** Minutes a token is good for, in seconds: short, because a role in it is only a hint. */
export const accessTokenSeconds = 600;

const algorithm = 'ES256';
const tokenType = 'at+jwt';

/** Who a token speaks for. */
export type TokenClaims = { userId: string; tenantId: string; sessionId: string };

export type AccessTokens = {
  /** Signs a JWT for a session, with nothing personal in it. */
  sign(claims: TokenClaims & { role: string }): Promise<string>;
  /** Throws `token_invalid`, `token_expired`, or `unavailable` where the failure is ours. Whether the session still lives, the database tells. */
  verify(token: string): Promise<TokenClaims>;
  /** The public halves of all keys, for others to verify with (RFC 7517). */
  readonly jwks: JSONWebKeySet;
};

const Claims = z.object({ sub: z.uuid(), tid: z.uuid(), sid: z.uuid(), exp: z.number(), jti: z.string() });

// A signature is checked once, not on each of a token's requests; some 10 MB where all are in use. That its session still
// lives is never remembered: the database is asked each time.
const maxRemembered = 10_000;
type Verified = { claims: TokenClaims; expiresAt: number };

/** What of a private key may be published. */
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
 * Access tokens per RFC 9068 under the advice of RFC 8725: one algorithm, an explicit type, issuer and audience checked.
 *
 * @param keys Private EC P-256 keys (RFC 7517); the first signs, all verify, so that a new key can be rolled in.
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
  const verified = new LRUCache<string, Verified>({ max: maxRemembered });
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
      const known = verified.get(token);
      if (known) {
        if (known.expiresAt * 1000 > now().getTime()) return known.claims;
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
        const isTokensFault = cause instanceof errors.JOSEError || cause instanceof z.ZodError;
        // A failure of ours must not sign anybody out.
        throw isTokensFault
          ? new AppError('token_invalid', { cause })
          : new AppError('unavailable', { retryAfter: 2, cause });
      }
    },
  };
};
