import { domainToASCII, domainToUnicode } from 'node:url';

/**
 * An e-mail as it is compared, so that a mailbox has one account: without case, and with its domain as name servers know it
 * (`xn--…`), however it was typed.
 */
export const emailKey = (email: string): string => {
  const { local, domain, typed } = parts(email);
  return domain ? local + domain : typed;
};

/**
 * The keys that an account with this e-mail may have, the likeliest first. A domain was once compared as it was typed: such
 * accounts keep their key, and there may be two of one mailbox.
 */
export const emailKeys = (email: string): string[] => {
  const { local, domain, typed } = parts(email);
  return domain ? [...new Set([typed, local + domain, local + domainToUnicode(domain)])] : [typed];
};

/** Of accounts with one of the {@link emailKeys} of an e-mail, the one that is meant. */
export const accountOf = <T extends { emailKey: string }>(accounts: readonly T[], email: string): T | undefined => {
  const [meant] = emailKeys(email).flatMap((key) => accounts.filter((account) => account.emailKey === key));
  return meant;
};

const parts = (email: string) => {
  const typed = email.normalize('NFC').trim().toLowerCase();
  const at = typed.lastIndexOf('@') + 1;
  return { typed, local: typed.slice(0, at), domain: at > 0 ? domainToASCII(typed.slice(at)) : '' };
};
