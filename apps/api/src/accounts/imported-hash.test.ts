import { describe, expect, test } from 'vitest';
import { importedHashes, importedPassword, longBcrypt } from '../../test/imported-hashes.ts';
import { parseImportedHash } from './imported-hash.ts';

const verify = async (hash: string, password: string): Promise<boolean> => {
  const parsed = parseImportedHash(hash);
  if (typeof parsed === 'string') throw new Error(`${hash}: ${parsed}`);
  return parsed.verify(password);
};

describe.each(Object.entries(importedHashes))('A hash of %s', (_, hash) => {
  test('matches its password and no other', async () => {
    expect(await verify(hash, importedPassword)).toBe(true);
    expect(await verify(hash, `${importedPassword} `)).toBe(false);
    expect(await verify(hash, `${importedPassword}\0`)).toBe(false);
  });

  test.each([
    ['surrounded by space', ` ${hash}`],
    ['followed by a line break', `${hash}\n`],
    ['followed by NUL', `${hash}\0`],
    ['with a NUL inside', hash.replace(/.{4}$/, '\0$&')],
    ['cut', hash.slice(0, hash.lastIndexOf('$') + 9)],
    ['with a longer end', `${hash}=`],
    ['with another alphabet', hash.replace(/.{4}$/, '-_-_')],
    ['with a word before it', `md5$${hash}`],
    ['with another separator', hash.replaceAll('$', ':')],
    ['in full width', hash.replace(/\d/, '１')],
  ])('is refused %s', (_, text) => {
    expect(parseImportedHash(text)).toBe('hash_unsupported');
  });
});

test('A bcrypt hash compares the first 72 bytes, as where it was made', async () => {
  expect(await verify(longBcrypt.hash, longBcrypt.password)).toBe(true);
  expect(await verify(longBcrypt.hash, longBcrypt.password.slice(0, 72))).toBe(true);
  expect(await verify(longBcrypt.hash, longBcrypt.password.slice(0, 71))).toBe(false);
});

const pbkdf2 = (iterations: string, salt = 'salt', hash = `${'A'.repeat(43)}=`) =>
  `pbkdf2_sha256$${iterations}$${salt}$${hash}`;
const argon2 = (cost: string, salt = 'A'.repeat(22), hash = 'A'.repeat(22)) => `$argon2id$v=19$${cost}$${salt}$${hash}`;
const scrypt = (cost: string, salt = 'A'.repeat(22), hash = 'A'.repeat(43)) => `$scrypt$${cost}$${salt}$${hash}`;
const djangoScrypt = (n: string, r: string, p: string) => `scrypt$${n}$salt$${r}$${p}$${'A'.repeat(86)}==`;
const bcrypt = (cost: string, body = '.'.repeat(53)) => `$2b$${cost}$${body}`;
const huge = '9'.repeat(20);

test.each([
  pbkdf2('4000001'),
  pbkdf2(huge),
  argon2('m=4194304,t=1,p=1'),
  argon2('m=131073,t=1,p=1'),
  argon2('m=131072,t=9,p=1'),
  argon2(`m=8,t=${huge},p=1`),
  argon2(`m=${huge},t=1,p=1`),
  `argon2${argon2('m=4194304,t=1,p=1')}`,
  scrypt('ln=17,r=9,p=1'),
  scrypt('ln=31,r=8,p=1'),
  scrypt(`ln=${huge},r=8,p=1`),
  scrypt(`ln=14,r=8,p=${huge}`),
  scrypt(`ln=1,r=${huge},p=1`),
  scrypt('ln=16,r=8,p=17'),
  djangoScrypt('262144', '8', '1'),
  djangoScrypt(huge, '8', '1'),
  bcrypt('15'),
  bcrypt('31'),
  `bcrypt$${bcrypt('15')}`,
])('%s is refused as too costly, without a verification', (text) => {
  expect(parseImportedHash(text)).toBe('hash_too_costly');
});

test.each([
  '',
  '$',
  '!',
  'plain text',
  '!aUnusablePasswordOfDjango0123456789abcdef',
  'md5$salt$0123456789abcdef0123456789abcdef',
  'sha1$salt$0123456789abcdef0123456789abcdef01234567',
  '$1$salt$0123456789abcdef012345',
  '$6$salt$0123456789abcdef012345',
  pbkdf2('0'),
  pbkdf2('-1'),
  pbkdf2('1e3'),
  pbkdf2('01'),
  pbkdf2('1'.repeat(21)),
  pbkdf2('1000', ''),
  pbkdf2('1000', 'a'.repeat(129)),
  pbkdf2('1000', 'sält'),
  pbkdf2('1000', 'salt', `${'A'.repeat(27)}=`),
  pbkdf2('1000', 'salt', 'A'.repeat(43)),
  // Stray bits behind the last byte.
  pbkdf2('1000', 'salt', `${'A'.repeat(42)}B=`),
  argon2('m=19456,t=2,p=1').replace('v=19', 'v=16'),
  argon2('m=19456,t=2,p=1').replace('argon2id', 'argon2d'),
  argon2('m=19456,t=2,p=1,keyid=AAAA'),
  argon2('m=0,t=2,p=1'),
  argon2('m=19456,t=0,p=1'),
  argon2('m=19456,t=2,p=0'),
  argon2('m=8,t=1,p=2'),
  argon2('t=2,m=19456,p=1'),
  argon2('m=19456,t=2,p=1', ''),
  argon2('m=19456,t=2,p=1', 'A'.repeat(65)),
  argon2('m=19456,t=2,p=1', 'A'.repeat(22), 'A'.repeat(18)),
  argon2('m=19456,t=2,p=1', 'A'.repeat(22), 'A'.repeat(87)),
  `argon2${argon2('m=19456,t=2,p=1', `${'A'.repeat(21)}B`)}`,
  scrypt('ln=0,r=8,p=1'),
  scrypt('ln=16,r=1,p=1'),
  scrypt('ln=14,r=8,p=1', ''),
  // Every sixteenth password would match a hash of half a byte.
  scrypt('ln=14,r=8,p=1', 'A'.repeat(22), 'A'.repeat(11)),
  djangoScrypt('16383', '8', '1'),
  djangoScrypt('1', '8', '1'),
  bcrypt('03'),
  bcrypt('32'),
  bcrypt('4'),
  bcrypt('10').replace('2b', '2x'),
  bcrypt('10', '.'.repeat(52)),
  bcrypt('10', `${'.'.repeat(21)}A${'.'.repeat(31)}`),
  bcrypt('10', `${'.'.repeat(52)}A`),
  `bcrypt_sha1$${bcrypt('10')}`,
  `bcrypt_sha256${bcrypt('10')}`,
])('%j is refused as no hash', (text) => {
  expect(parseImportedHash(text)).toBe('hash_unsupported');
});

test('A text of many megabytes is refused at once', () => {
  for (const text of [pbkdf2('1000', 'a'.repeat(5e6)), '$'.repeat(5e6), argon2('m=19456,t=2,p=1', 'A'.repeat(5e6))]) {
    expect(parseImportedHash(text)).toBe('hash_unsupported');
  }
});

test('Every hash at the edge of a limit is verified', async () => {
  const edges = [
    pbkdf2('1'),
    pbkdf2('1', 'a'.repeat(128)),
    argon2('m=8,t=1,p=1', 'A'.repeat(11)),
    argon2('m=8,t=1,p=1', 'A'.repeat(64), 'A'.repeat(86)),
    argon2('m=1024,t=1,p=128'),
    argon2('m=131072,t=1,p=8'),
    scrypt('ln=1,r=1,p=1', 'A'.repeat(11)),
    scrypt('ln=15,r=1,p=1', 'A'.repeat(86), 'A'.repeat(86)),
    scrypt('ln=16,r=15,p=1'),
    bcrypt('04'),
  ];
  for (const hash of edges) expect(await verify(hash, 'any password'), hash).toBe(false);
});
