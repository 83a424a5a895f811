import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';

/** The keys that sign tokens and links. */
export type Keys = {
  /** Private EC P-256 keys. The first one signs; all of them verify. */
  signingKeys: JWK[];
  /** At least 32 bytes. */
  linkSecret: Buffer;
};

const SigningKeys = z.array(
  z.object({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string(),
    y: z.string(),
    d: z.string(),
    kid: z.string(),
  }),
);

/** Generates a key for signing tokens (RFC 7517). */
export const newSigningKey = async (): Promise<JWK> => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: uuidv7() };
};

/** Generates a secret for signing links. */
export const newLinkSecret = (): string => randomBytes(32).toString('base64url');

/** Formats keys as the value of SIGNING_KEYS: a JSON list in base64url. */
export const formatSigningKeys = (keys: JWK[]): string => Buffer.from(JSON.stringify(keys)).toString('base64url');

/** Parses the value of SIGNING_KEYS. Throws unless it is a list of at least one private key. */
export const parseSigningKeys = (text: string): JWK[] => {
  try {
    return SigningKeys.min(1).parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch (cause) {
    throw new Error('SIGNING_KEYS: not what "npm run key:create" prints', { cause });
  }
};

const parseLinkSecret = (text: string): Buffer => {
  const secret = Buffer.from(text, 'base64url');
  if (secret.length >= 32) return secret;
  throw new Error('LINK_SECRET: at least 32 bytes in base64url, as "npm run key:create" prints');
};

/** Loads the keys of the environment. In development, generates missing ones once and stores them in the file `path`. */
export const loadKeys = async (
  given: { signingKeys: string | undefined; linkSecret: string | undefined },
  path: string,
): Promise<Keys> => {
  const stored = given.signingKeys && given.linkSecret ? undefined : await loadStoredKeys(path);
  return {
    signingKeys: parseSigningKeys(given.signingKeys ?? stored?.signingKeys ?? ''),
    linkSecret: parseLinkSecret(given.linkSecret ?? stored?.linkSecret ?? ''),
  };
};

const StoredKeys = z.object({ signingKeys: z.string(), linkSecret: z.string() });

const loadStoredKeys = async (path: string): Promise<z.output<typeof StoredKeys>> => {
  const generated = { signingKeys: formatSigningKeys([await newSigningKey()]), linkSecret: newLinkSecret() };
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // Concurrent processes must use the same keys, so the first one that creates the file wins.
  await writeFile(path, JSON.stringify(generated), { flag: 'wx', mode: 0o600 }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return StoredKeys.parse(JSON.parse(await readFile(path, 'utf8')));
};
