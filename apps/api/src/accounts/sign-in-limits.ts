import type { TenantLimits } from '@doorstep/contracts/tenant';
import type { Scope } from '@doorstep/database/scope';
import { clientNetwork } from '../http/client-network.ts';
import type { RateLimits } from '../http/rate-limits.ts';

type SignIn = {
  /** The {@link emailKey} of the e-mail. */
  emailKey: string;
  /** The client addresses from which the account has signed in. */
  knownAddresses: readonly string[];
  limits: TenantLimits;
};

/**
 * Runs a sign-in and counts its failure by account and network, by network, and by account over all new networks.
 * The last limit slows guesses from many networks without affecting the owner's known network. Throws `rate_limited`.
 *
 * @param isRight Verifies the password.
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
  // The narrowest limit comes first, so that attempts at one account do not use up the limit of the whole network.
  return rateLimits.countFailures([byAccount, ...(isKnown ? [] : [fromNewNetworks]), byNetwork], isRight);
};

/**
 * Counts a request for a mail by network and subject, and by network. These limits are separate from those of sign-ins, so
 * that a customer who has requested a reset can still sign in. Throws `rate_limited`.
 *
 * @param subject The key of an e-mail, or the id of a user.
 */
export const countMailRequest = (
  rateLimits: RateLimits,
  { caller: { tenantId }, requestInfo }: Scope,
  subject: string,
  limits: TenantLimits,
): Promise<void> => {
  const network = clientNetwork(requestInfo.address);
  return rateLimits.consume(
    { window: 'reset_account', subject: [tenantId, network, subject], limit: limits.failed_sign_ins_per_account },
    { window: 'reset_address', subject: [tenantId, network], limit: limits.failed_sign_ins_per_address },
  );
};
