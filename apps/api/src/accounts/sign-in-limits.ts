import type { TenantLimits } from '@doorstep/contracts/tenant';
import type { Scope } from '@doorstep/database/scope';
import { clientNetwork } from '../http/client-network.ts';
import type { RateLimits } from '../http/rate-limits.ts';

type SignIn = {
  /** The e-mail as it is compared. */
  emailKey: string;
  /** The addresses that the account has signed in from. */
  knownAddresses: readonly string[];
  limits: TenantLimits;
};

/**
 * Judges a sign-in, and counts it where it fails: by account and network, by network, and by account over all networks that
 * it has not signed in from before. That last ceiling slows guessing from many networks, and lets the owner's device pass.
 * Throws `rate_limited`.
 */
export const countFailedSignIn = (
  rateLimits: RateLimits,
  { caller: { tenantId }, requestInfo }: Scope,
  { emailKey, knownAddresses, limits }: SignIn,
  isRight: () => Promise<boolean>,
): Promise<boolean> => {
  const network = clientNetwork(requestInfo.address);
  const byAccount = {
    window: 'sign_in_account',
    subject: [tenantId, network, emailKey],
    limit: limits.failed_sign_ins_per_account,
  } as const;
  const fromNewNetworks = {
    window: 'sign_in_new_networks',
    subject: [tenantId, emailKey],
    limit: limits.failed_sign_ins_from_new_networks,
  } as const;
  const byNetwork = {
    window: 'sign_in_address',
    subject: [tenantId, network],
    limit: limits.failed_sign_ins_per_address,
  } as const;
  const isKnown = knownAddresses.some((address) => clientNetwork(address) === network);
  // The narrowest first: attempts at one account must not use up what the others behind the same address may try.
  return rateLimits.countFailures([byAccount, ...(isKnown ? [] : [fromNewNetworks]), byNetwork], isRight);
};

/**
 * Counts a request for a mail, by network and subject, and by network. Sign-ins are counted apart: whoever asks for a new
 * password must still be able to sign in. Throws `rate_limited`.
 *
 * @param subject An e-mail as it is compared, or the id of a user.
 */
export const countMailRequest = (
  rateLimits: RateLimits,
  { caller: { tenantId }, requestInfo }: Scope,
  subject: string,
  limits: TenantLimits,
): Promise<void> => {
  const network = clientNetwork(requestInfo.address);
  return rateLimits.take(
    { window: 'reset_account', subject: [tenantId, network, subject], limit: limits.failed_sign_ins_per_account },
    { window: 'reset_address', subject: [tenantId, network], limit: limits.failed_sign_ins_per_address },
  );
};
