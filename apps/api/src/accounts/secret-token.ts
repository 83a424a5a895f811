import { createHash, createHmac, randomBytes } from 'node:crypto';

/** A new opaque token: 256 random bits, base64url. */
export const newSecretToken = (): string => randomBytes(32).toString('base64url');

/** What is stored of a token. It is random, so a plain hash cannot be guessed back (SHA-256). */
export const hashToken = (token: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(token).digest());

/** A random salt for `childToken`. */
export const newSalt = (): Uint8Array<ArrayBuffer> => new Uint8Array(randomBytes(32));

/**
 * The token that follows another. It takes both the parent, which only the client has, and the salt, which only the
 * database has: so a lost answer can be given again, and neither side alone can make the next token.
 */
export const childToken = (parent: string, salt: Uint8Array): string =>
  createHmac('sha256', parent).update(salt).digest('base64url');
