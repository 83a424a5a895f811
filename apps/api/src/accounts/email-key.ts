import { domainToASCII, domainToUnicode } from 'node:url';

/**
 * Returns the key by which e-mails are compared: lower case, with the domain in ASCII form (`xn--…`). Therefore each mailbox
 * has one account.
 */
export const emailKey = (email: string): string => {
  const { local, domain, typed } = partsOf(email);
  return domain ? local + domain : typed;
};

/**
 * Returns the keys that an account with this e-mail may have, the most likely one first. Older accounts have a key with the
 * domain as typed, so a mailbox may have two accounts.
 */
export const emailKeys = (email: string): string[] => {
  const { local, domain, typed } = partsOf(email);
  return domain ? [...new Set([typed, local + domain, local + domainToUnicode(domain)])] : [typed];
};

/** Chooses the best match among accounts with one of the {@link emailKeys} of an e-mail. */
export const accountOf = <T extends { emailKey: string }>(accounts: readonly T[], email: string): T | undefined => {
  const [bestMatch] = emailKeys(email).flatMap((key) => accounts.filter((account) => account.emailKey === key));
  return bestMatch;
};

const partsOf = (email: string) => {
  const typed = email.normalize('NFC').trim().toLowerCase();
  const at = typed.lastIndexOf('@') + 1;
  return { typed, local: typed.slice(0, at), domain: at > 0 ? domainToASCII(typed.slice(at)) : '' };
};
