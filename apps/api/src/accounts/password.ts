import { hash, type Options, verify } from '@node-rs/argon2';

// OWASP's first choice for argon2id (the library's default algorithm): 19 MiB, two passes, one lane.
const cost: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes a password with argon2id (RFC 9106), salted; the answer names its own cost. */
export const hashPassword = (password: string): Promise<string> => hash(password, cost);

// Compared with where there is no account, so that an unknown e-mail takes as long as a wrong password.
const noAccount = hashPassword('there is no account with this e-mail');

/** Whether a password is the one that was hashed. Takes the same time without a hash, and is then false. */
export const verifyPassword = async (passwordHash: string | undefined, password: string): Promise<boolean> => {
  const right = await verify(passwordHash ?? (await noAccount), password);
  return right && passwordHash !== undefined;
};
