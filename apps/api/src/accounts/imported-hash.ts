import { createHash, pbkdf2, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { verify as verifyArgon2 } from '@node-rs/argon2';
import { verify as verifyBcrypt } from '@node-rs/bcrypt';

/** Says why a text is refused as a hash: its form is not supported or not well-formed, or its verification would cost too much. */
type HashFault = 'hash_unsupported' | 'hash_too_costly';

/** A password hash that another system made. */
export type ImportedHash = {
  /** Returns whether a password matches. Runs in the thread pool, not on the event loop. */
  verify(password: string): Promise<boolean>;
};

type Parsed = ImportedHash | HashFault;
type Form = { pattern: RegExp; parse: (...groups: string[]) => Parsed };

// Each limit is above the defaults of the usual systems, and means at most about a second on a slow core. Django's default for
// PBKDF2 is above a million iterations, that for argon2 100 MiB, and that for bcrypt a cost of 12.
const maxLength = 512;
const maxIterations = 4_000_000;
const maxBcryptCost = 14;
const maxMemory = 128 * 1024 ** 2;
const maxTraffic = 1024 ** 3;

const shortestHash = 16;
const longestHash = 64;

const pbkdf2InPool = promisify(pbkdf2);
const scryptInPool = promisify<string, string | Buffer, number, ScryptOptions, Buffer>(scrypt);

/** Decodes base64, or returns undefined for a text that no encoder writes, such as one with stray bits at its end. */
const decodeBase64 = (text: string, padding: '=' | ''): Buffer | undefined => {
  const bytes = Buffer.from(text, 'base64');
  const written = bytes.toString('base64');
  return text === (padding ? written : written.replace(/=+$/, '')) ? bytes : undefined;
};

const decodeHash = (text: string, padding: '=' | ''): Buffer | undefined => {
  const bytes = decodeBase64(text, padding);
  return bytes && bytes.length >= shortestHash && bytes.length <= longestHash ? bytes : undefined;
};

const parsePbkdf2 = (digest: string, iterations: string, salt: string, text: string): Parsed => {
  const expected = decodeHash(text, '=');
  if (expected?.length !== (digest === 'sha1' ? 20 : 32)) return 'hash_unsupported';
  if (Number(iterations) > maxIterations) return 'hash_too_costly';
  return {
    verify: async (password) =>
      timingSafeEqual(expected, await pbkdf2InPool(password, salt, Number(iterations), expected.length, digest)),
  };
};

const parseScrypt = (cost: { N: number; r: number; p: number }, salt: string | Buffer, expected: Buffer): Parsed => {
  const { N, r, p } = cost;
  const memory = 128 * r * (N + p);
  if (memory > maxMemory || memory * p > maxTraffic) return 'hash_too_costly';
  // RFC 7914: N is a power of two, and below 2^(16 r).
  if (!Number.isInteger(Math.log2(N)) || N < 2 || Math.log2(N) >= 16 * r) return 'hash_unsupported';
  // The library counts its buffers too.
  const options = { N, r, p, maxmem: 2 * maxMemory };
  return {
    verify: async (password) => timingSafeEqual(expected, await scryptInPool(password, salt, expected.length, options)),
  };
};

const parseDjangoScrypt = (n: string, salt: string, r: string, p: string, text: string): Parsed => {
  const expected = decodeHash(text, '=');
  if (!expected) return 'hash_unsupported';
  return parseScrypt({ N: Number(n), r: Number(r), p: Number(p) }, salt, expected);
};

const parsePhcScrypt = (ln: string, r: string, p: string, saltText: string, text: string): Parsed => {
  const salt = decodeBase64(saltText, '');
  const expected = decodeHash(text, '');
  if (!salt || !expected) return 'hash_unsupported';
  return parseScrypt({ N: 2 ** Number(ln), r: Number(r), p: Number(p) }, salt, expected);
};

const parseArgon2 = (hash: string, m: string, t: string, p: string, saltText: string, text: string): Parsed => {
  if (!decodeBase64(saltText, '') || !decodeHash(text, '')) return 'hash_unsupported';
  const memory = Number(m) * 1024;
  if (memory > maxMemory || memory * Number(t) > maxTraffic) return 'hash_too_costly';
  // RFC 9106: 8 KiB a lane.
  if (Number(m) < 8 * Number(p)) return 'hash_unsupported';
  return { verify: (password) => verifyArgon2(hash, password) };
};

const parseBcrypt = (sha256: string | undefined, hash: string, cost: string): Parsed => {
  if (Number(cost) > maxBcryptCost) return 'hash_too_costly';
  // Django hashes the password first, because bcrypt ignores what follows the 72nd byte.
  const digest = (password: string) => createHash('sha256').update(password).digest('hex');
  return { verify: (password) => verifyBcrypt(sha256 ? digest(password) : password, hash) };
};

const number = String.raw`([1-9]\d{0,19})`;
const plainSalt = '([!-#%-~]{1,128})';
const padded = '([A-Za-z0-9+/]{20,88}={0,2})';
const unpadded = '([A-Za-z0-9+/]{11,86})';
// 8 to 48 bytes: the library reads no longer salt.
const argon2Salt = '([A-Za-z0-9+/]{11,64})';
// 16 and 23 bytes in the alphabet of bcrypt: the last character of each has unused bits, which are zero.
const bcryptBody = '[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{30}[.CGKOSWaeimquy26]';

const form = (pattern: string, parse: Form['parse']): Form => ({ pattern: new RegExp(`^${pattern}$`), parse });

const forms: readonly Form[] = [
  form(String.raw`pbkdf2_(sha256|sha1)\$${number}\$${plainSalt}\$${padded}`, parsePbkdf2),
  form(String.raw`scrypt\$${number}\$${plainSalt}\$${number}\$${number}\$${padded}`, parseDjangoScrypt),
  form(String.raw`\$scrypt\$ln=${number},r=${number},p=${number}\$${unpadded}\$${unpadded}`, parsePhcScrypt),
  form(
    String.raw`(?:argon2)?(\$argon2id?\$v=19\$m=${number},t=${number},p=${number}\$${argon2Salt}\$${unpadded})`,
    parseArgon2,
  ),
  form(String.raw`(?:bcrypt(_sha256)?\$)?(\$2[aby]\$(0[4-9]|[12]\d|3[01])\$${bcryptBody})`, parseBcrypt),
];

/**
 * Refuses passwords with a NUL, which the other systems allow in none. HMAC, and so PBKDF2 and scrypt, would take such a password
 * for the one without a NUL at its end.
 */
const withoutNul = ({ verify }: ImportedHash): ImportedHash => ({
  verify: async (password) => (await verify(password)) && !password.includes('\0'),
});

/**
 * Reads the hash of another system: those of Django (PBKDF2, argon2, bcrypt, scrypt), bcrypt, and argon2 and scrypt as PHC
 * strings. Returns a fault for any other text, and for one whose verification would cost too much time or memory. It computes
 * no hash, so it is safe with text of strangers.
 */
export const parseImportedHash = (text: string): Parsed => {
  if (text.length > maxLength) return 'hash_unsupported';
  for (const { pattern, parse } of forms) {
    const match = pattern.exec(text);
    if (!match) continue;
    const parsed = parse(...match.slice(1));
    return typeof parsed === 'string' ? parsed : withoutNul(parsed);
  }
  return 'hash_unsupported';
};
