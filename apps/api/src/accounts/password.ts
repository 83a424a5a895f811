import { hash, type Options, verify } from '@node-rs/argon2';

// OWASP's first choice for argon2id (the library's default algorithm): 19 MiB, two passes, one lane.
const cost: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes a password with argon2id (RFC 9106) and a random salt. The hash contains its cost parameters. */
export const hashPassword = (password: string): Promise<string> => hash(password, cost);

// Compared for an unknown e-mail, which must take as long as a wrong password.
const dummyHash = hashPassword('there is no account with this e-mail');

/** Returns whether a password matches a hash. Takes the same time without a hash, and returns false. */
export const verifyPassword = async (passwordHash: string | undefined, password: string): Promise<boolean> => {
  const isMatch = await verify(passwordHash ?? (await dummyHash), password);
  return isMatch && passwordHash !== undefined;
};
