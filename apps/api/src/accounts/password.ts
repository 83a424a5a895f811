import { hash, verify } from '@node-rs/argon2';
import { LRUCache } from 'lru-cache';
import { hourMs } from '../config/durations.ts';
import { type ImportedHash, parseImportedHash } from './imported-hash.ts';

// OWASP's first choice for argon2id (the library's default algorithm): 19 MiB, two passes, one lane.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const ownForm = `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$`;

/** Hashes a password with argon2id (RFC 9106) and a random salt. The hash contains its cost parameters. */
export const hashPassword = (password: string): Promise<string> => hash(password, cost);

/** Returns whether a hash was made elsewhere or at another cost, so that the next sign-in replaces it. */
export const isImported = (passwordHash: string): boolean => !passwordHash.startsWith(ownForm);

// Compared for an unknown e-mail, which must take as long as a wrong password.
const dummyHash = hashPassword('there is no account with this e-mail');

// The last imported hash that was verified for each tenant. It is verified for other wrong passwords of the tenant too.
const lastImported = new LRUCache<string, ImportedHash>({ max: 1000, ttl: hourMs });

const importedHash = (passwordHash: string): ImportedHash | undefined => {
  const parsed = parseImportedHash(passwordHash);
  return typeof parsed === 'string' ? undefined : parsed;
};

/**
 * Returns whether a password matches a hash, ours or an imported one. Returns false without a hash.
 *
 * All wrong passwords of a tenant take the same time, with or without a hash: that of our hash, and for an hour after an
 * imported hash was verified, also that of the last imported one. So a slow answer reveals at most one imported account an hour.
 * If a tenant has imported hashes of several costs, their times differ by what they cost.
 */
export const verifyPassword = async (
  tenantId: string,
  passwordHash: string | null | undefined,
  password: string,
): Promise<boolean> => {
  const own = passwordHash && !isImported(passwordHash) ? passwordHash : undefined;
  if ((await verify(own ?? (await dummyHash), password)) && own) return true;
  const imported = passwordHash && !own ? importedHash(passwordHash) : undefined;
  if (imported) lastImported.set(tenantId, imported);
  const compared = imported ?? lastImported.get(tenantId);
  const isMatch = (await compared?.verify(password)) ?? false;
  return isMatch && imported !== undefined;
};
