import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { LRUCache } from 'lru-cache';

// A key is `dsk_<id>_<secret><checksum>` in base62. The id consists of the tenant and the row, so that a request needs no
// lookup by key alone. The checksum detects typing errors, and lets scanners recognize a leaked key, without a query.

const prefix = 'dsk_';
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Characters of 32 bytes in base62. */
const wide = 43;
/** Characters of four bytes in base62. */
const narrow = 6;

const pattern = new RegExp(`^${prefix}[0-9A-Za-z]{${wide}}_[0-9A-Za-z]{${wide + narrow}}$`);

const encode = (bytes: Uint8Array, length: number): string => {
  let rest = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (let i = 0; i < length; i++) {
    text = alphabet.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
};

/** The bytes of a text in base62, or null if the text stands for a larger number. */
const decode = (text: string, bytes: number): Buffer | null => {
  let value = 0n;
  for (const character of text) value = value * 62n + BigInt(alphabet.indexOf(character));
  const hex = value.toString(16).padStart(bytes * 2, '0');
  return hex.length > bytes * 2 ? null : Buffer.from(hex, 'hex');
};

const checksum = (text: string): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return encode(bytes, narrow);
};

const uuidBytes = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');

const toUuid = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** What identifies a key. Only the hash of its secret is stored. */
export type KeyReference = { tenantId: string; id: string; secretHash: Buffer };

const hash = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Makes a key with 256 random bits for a row. */
export const newApiKey = (tenantId: string, id: string): { key: string; secretHash: Buffer; lastFour: string } => {
  const secret = encode(randomBytes(32), wide);
  const body = `${prefix}${encode(Buffer.concat([uuidBytes(tenantId), uuidBytes(id)]), wide)}_${secret}`;
  const key = body + checksum(body);
  return { key, secretHash: hash(secret), lastFour: key.slice(-4) };
};

/** Whether a token claims to be a key. */
export const isApiKey = (token: string): boolean => token.startsWith(prefix);

// A system sends the same key with each request. To read it costs as much as the rest of its authentication in this process.
const recent = new LRUCache<string, KeyReference>({ max: 1000 });

/** Reads a key. Null for a text that is not a key, which the checksum tells. */
export const parseApiKey = (token: string): KeyReference | null => {
  const known = recent.get(token);
  if (known) return known;
  const key = read(token);
  if (key) recent.set(token, key);
  return key;
};

const read = (token: string): KeyReference | null => {
  if (!pattern.test(token)) return null;
  const body = token.slice(0, -narrow);
  if (checksum(body) !== token.slice(-narrow)) return null;
  const [id = '', secret = ''] = body.slice(prefix.length).split('_');
  const ids = decode(id, 32);
  return ids && { tenantId: toUuid(ids.subarray(0, 16)), id: toUuid(ids.subarray(16)), secretHash: hash(secret) };
};
