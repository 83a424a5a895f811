import { createHash, createHmac, randomBytes } from 'node:crypto';

/** Generates an opaque token of 256 random bits in base64url. */
export const newSecretToken = (): string => randomBytes(32).toString('base64url');

/** Hashes a token for storage with SHA-256. A random token needs no slow hash. */
export const hashToken = (token: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(token).digest());

/** Generates a salt for {@link childToken}. */
export const newSalt = (): Uint8Array<ArrayBuffer> => new Uint8Array(randomBytes(32));

/**
 * Derives the token that follows another. It takes the parent, which only the client has, and the salt, which only the
 * database has. Therefore a lost answer can be repeated, and neither side alone can derive the next token.
 */
export const childToken = (parent: string, salt: Uint8Array): string =>
  createHmac('sha256', parent).update(salt).digest('base64url');
