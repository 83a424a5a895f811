import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';

/** What tokens and links are signed with. */
export type Keys = {
  /** Private EC P-256 keys, the first of which signs. */
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

/** Makes a new key for signing tokens (RFC 7517). */
export const newSigningKey = async (): Promise<JWK> => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: uuidv7() };
};

/** Makes a new secret for signing links. */
export const newLinkSecret = (): string => randomBytes(32).toString('base64url');

/** SIGNING_KEYS as it stands in the environment: the JSON list in base64url, on one line. */
export const formatSigningKeys = (keys: JWK[]): string => Buffer.from(JSON.stringify(keys)).toString('base64url');

/** Throws for anything but a list of at least one private key. */
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

/** The keys of the environment; what is missing there is made once and kept in `path`, which is for development only. */
export const loadKeys = async (
  given: { signingKeys: string | undefined; linkSecret: string | undefined },
  path: string,
): Promise<Keys> => {
  const kept = given.signingKeys && given.linkSecret ? undefined : await keptKeys(path);
  return {
    signingKeys: parseSigningKeys(given.signingKeys ?? kept?.signingKeys ?? ''),
    linkSecret: parseLinkSecret(given.linkSecret ?? kept?.linkSecret ?? ''),
  };
};

const Kept = z.object({ signingKeys: z.string(), linkSecret: z.string() });

const keptKeys = async (path: string): Promise<z.output<typeof Kept>> => {
  const fresh = { signingKeys: formatSigningKeys([await newSigningKey()]), linkSecret: newLinkSecret() };
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // Two processes that start at once must end with the same keys: the first to create the file wins.
  await writeFile(path, JSON.stringify(fresh), { flag: 'wx', mode: 0o600 }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return Kept.parse(JSON.parse(await readFile(path, 'utf8')));
};
