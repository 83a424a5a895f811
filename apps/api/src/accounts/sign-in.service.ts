import type { LoginInput, RegisterInput, SignedIn } from '@doorstep/contracts/account';
import { AppError, fieldFault } from '@doorstep/contracts/errors';
import { isUniqueViolation } from '@doorstep/database/database';
import type { Scope, WriteClient } from '@doorstep/database/scope';
import { clientNetwork } from '../http/client-network.ts';
import { toProfile, type UserRow } from '../profile/profile.service.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { accountOf, emailKey, emailKeys } from './email-key.ts';
import { mailToken } from './mailed-token.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { refuseWeakPassword } from './password-strength.ts';
import { openSession, toTokenPair } from './session.service.ts';
import { countFailedSignIn } from './sign-in-limits.ts';
import { lockUser } from './user-lock.ts';

type Deps = Pick<Dependencies, 'accessTokens' | 'links' | 'rateLimits' | 'outbox' | 'secrets' | 'now'>;

const signedIn = async (
  { accessTokens, links }: Deps,
  user: UserRow,
  opened: Awaited<ReturnType<typeof openSession>>,
): Promise<SignedIn> => ({
  ...(await toTokenPair(accessTokens, opened.session, user.role, opened.refreshToken)),
  user: toProfile(user, links),
});

/**
 * Creates an account, signs it in, and mails a link that proves the e-mail. Throws `email_taken`, `password_common`,
 * `password_personal`, `rate_limited`.
 */
export const register = async (scope: Scope, deps: Deps, input: RegisterInput): Promise<SignedIn> => {
  const { tenantId } = scope.caller;
  const { limits } = await scope.read((db) => tenantSettings(db, tenantId));
  const subject = [tenantId, clientNetwork(scope.requestInfo.address)];
  await deps.rateLimits.take({ window: 'registration', subject, limit: limits.registrations_per_address });
  const { email, full_name: fullName, phone = null } = input;
  await refuseWeakPassword(input.password, 'password', { email, fullName });
  const passwordHash = await hashPassword(input.password);
  try {
    const { user, opened } = await scope.change(async (tx) => {
      if (await tx.user.count({ where: { tenantId, emailKey: { in: emailKeys(email) } } })) throw emailTaken();
      const user = await tx.user.create({
        data: { tenantId, email, emailKey: emailKey(email), passwordHash, fullName, phone },
      });
      const opened = await openSession(tx, { tenantId, userId: user.id }, scope.requestInfo, deps.now());
      await mailToken(tx, deps, user, { kind: 'verify' });
      const by = { userId: user.id, byOwner: true } as const;
      return {
        result: { user, opened },
        audit: [
          { action: 'user.registered', entityId: user.id, after: user, ...by },
          { action: 'session.opened', entityId: opened.session.id, after: opened.session, ...by },
        ],
      };
    });
    deps.outbox.wake();
    return await signedIn(deps, user, opened);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw emailTaken();
  }
};

const emailTaken = () => fieldFault('email', 'email_taken', { key: 'email_registered' }, 'email_taken');

/** Signs in. Throws `invalid_credentials`, the same and as slowly for an unknown e-mail; `rate_limited`. */
export const login = async (scope: Scope, deps: Deps, { email, password }: LoginInput): Promise<SignedIn> => {
  const { tenantId } = scope.caller;
  const keys = emailKeys(email);
  const { limits, accounts, sessions } = await scope.snapshot(async (db) => ({
    limits: (await tenantSettings(db, tenantId)).limits,
    accounts: await db.user.findMany({
      where: { tenantId, emailKey: { in: keys }, status: 'active', deletedAt: null },
      select: { id: true, emailKey: true, passwordHash: true },
    }),
    // Asked for an unknown e-mail too, which must take as long. Prisma's `distinct` would read every session.
    sessions: await db.session.groupBy({
      by: ['address'],
      where: { tenantId, deletedAt: null, user: { emailKey: { in: keys } } },
    }),
  }));
  const known = accountOf(accounts, email);
  const knownAddresses = sessions.map(({ address }) => address);
  const right = await countFailedSignIn(
    deps.rateLimits,
    scope,
    { emailKey: emailKey(email), knownAddresses, limits },
    () => verifyPassword(known?.passwordHash, password),
  );
  if (!right || !known) {
    await scope.change(async () => ({ result: null, count: 'sign_in_failed' }));
    throw invalidCredentials();
  }
  const { user, opened } = await scope.change((tx) => openAfterPassword(tx, scope, deps, known));
  deps.outbox.wake();
  return signedIn(deps, user, opened);
};

const invalidCredentials = () => new AppError('invalid_credentials');

const openAfterPassword = async (
  tx: WriteClient,
  { caller: { tenantId }, requestInfo }: Scope,
  { outbox, now }: Deps,
  known: { id: string; passwordHash: string },
) => {
  const user = await lockUser(tx, tenantId, known.id, invalidCredentials);
  // Between comparing and now the password may have been reset, which ends every session: this one must not begin.
  const unchanged = await tx.user.count({
    where: { tenantId, id: user.id, passwordHash: known.passwordHash, status: 'active', deletedAt: null },
  });
  if (unchanged === 0) throw invalidCredentials();
  const devices = await tx.session.groupBy({ by: ['agent'], where: { tenantId, userId: user.id, deletedAt: null } });
  const opened = await openSession(tx, { tenantId, userId: user.id }, requestInfo, now());
  if (devices.length > 0 && !devices.some(({ agent }) => agent === requestInfo.agent)) {
    const data = { device: requestInfo.agent, address: requestInfo.address, at: now().toISOString() };
    await outbox.queue(tx, user, { kind: 'new_device', data });
  }
  const { session } = opened;
  return {
    result: { user, opened },
    audit: { action: 'session.opened', entityId: session.id, after: session, userId: user.id, byOwner: true },
  } as const;
};
