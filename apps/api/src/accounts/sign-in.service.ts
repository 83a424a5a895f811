import type { LoginInput, RegisterInput, SignedIn } from '@doorstep/contracts/account';
import { AppError, fieldFault } from '@doorstep/contracts/errors';
import { isUniqueViolation } from '@doorstep/database/database-fault';
import type { Row } from '@doorstep/database/row';
import type { Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import { v7 as uuidv7 } from 'uuid';
import { clientNetwork } from '../http/client-network.ts';
import { toProfile } from '../profile/profile.service.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { accountOf, emailKey, emailKeys } from './email-key.ts';
import { mailToken } from './mailed-token.ts';
import { hashPassword, isImported, verifyPassword } from './password.ts';
import { assertStrongPassword } from './password-strength.ts';
import { openSession, toTokenPair } from './session.service.ts';
import { knownAddresses, knownDevices } from './session.statements.ts';
import { countFailedSignIn } from './sign-in-limits.ts';
import {
  activeAccounts,
  blockAt,
  emailRegistered,
  insertUser,
  noteSignIn,
  passwordUnchanged,
  replacePasswordHash,
  type UserRow,
  userWithPassword,
} from './user.statements.ts';
import { lockUser } from './user-lock.ts';

type Deps = Pick<Dependencies, 'accessTokens' | 'links' | 'rateLimits' | 'outbox' | 'secrets' | 'now'>;

const toSignedIn = async (
  { accessTokens, links }: Deps,
  user: UserRow,
  opened: ReturnType<typeof openSession>,
): Promise<SignedIn> => ({
  ...(await toTokenPair(accessTokens, opened.session, user.role, opened.refreshToken)),
  user: toProfile(user, links),
});

/**
 * Creates an account, signs it in, and mails a link that confirms the e-mail. Throws `email_taken`, `password_common`,
 * `password_personal`, `rate_limited`.
 */
export const register = async (scope: Scope, deps: Deps, input: RegisterInput): Promise<SignedIn> => {
  const { tenantId } = scope.caller;
  const { limits } = await tenantSettings(scope.read, tenantId);
  const subject = [tenantId, clientNetwork(scope.requestInfo.address)];
  await deps.rateLimits.consume({ window: 'registration', subject, limit: limits.registrations_per_address });
  const { email, full_name: fullName, phone = null } = input;
  await assertStrongPassword(input.password, 'password', { email, fullName });
  const passwordHash = await hashPassword(input.password);
  try {
    const { user, opened } = await scope.write(async (tx) => {
      if ((await tx.query(emailRegistered, [tenantId, emailKeys(email)])).length > 0) throw emailTaken();
      const user = newUser({ tenantId, email, passwordHash, fullName, phone }, deps.now());
      tx.send(...insertUser(user));
      const opened = openSession(tx, { tenantId, userId: user.id }, scope.requestInfo, deps.now());
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
    return await toSignedIn(deps, user, opened);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw emailTaken();
  }
};

const newUser = (
  given: Pick<Row<'user'>, 'tenantId' | 'email' | 'passwordHash' | 'fullName' | 'phone'>,
  now: Date,
): UserRow & Pick<Row<'user'>, 'passwordHash' | 'lastSignInAt'> => ({
  ...given,
  id: uuidv7(),
  emailKey: emailKey(given.email),
  profilePicture: null,
  role: 'customer',
  status: 'active',
  createdAt: now,
  updatedAt: now,
  deletedAt: null,
  version: 1,
  eraseAt: null,
  erasureRequestedAt: null,
  emailVerifiedAt: null,
  externalId: null,
  lastSignInAt: now,
});

const emailTaken = () => fieldFault('email', 'email_taken', { key: 'email_registered' }, 'email_taken');

/**
 * Signs in, and replaces an imported hash by ours. Throws `rate_limited`, `account_blocked`, and `invalid_credentials`, for an
 * unknown e-mail with the same body and timing.
 */
export const login = async (scope: Scope, deps: Deps, { email, password }: LoginInput): Promise<SignedIn> => {
  const { tenantId } = scope.caller;
  const keys = emailKeys(email);
  // Runs for an unknown e-mail too, which must take as long.
  const [{ limits }, accounts, addresses] = await scope.snapshot((tx) =>
    Promise.all([
      tenantSettings(tx.query, tenantId),
      tx.query(activeAccounts, [tenantId, keys]),
      tx.query(knownAddresses, [tenantId, keys]),
    ]),
  );
  const account = accountOf(accounts, email);
  const isRight = await countFailedSignIn(
    deps.rateLimits,
    scope,
    { emailKey: emailKey(email), knownAddresses: addresses.map(({ address }) => address), limits },
    () => verifyPassword(tenantId, account?.passwordHash, password),
  );
  if (!isRight || !account?.passwordHash) {
    await scope.write(async () => ({ result: null, count: 'sign_in_failed' }));
    throw invalidCredentials();
  }
  const { id, passwordHash } = account;
  const ownHash = isImported(passwordHash) ? await hashPassword(password) : undefined;
  const known = { id, passwordHash, password, ownHash };
  const { user, opened } = await scope.write((tx) => openAfterPassword(tx, scope, deps, known));
  deps.outbox.wake();
  return toSignedIn(deps, user, opened);
};

const invalidCredentials = () => new AppError('invalid_credentials');

/** The verified password of an account. */
type KnownPassword = {
  id: string;
  passwordHash: string;
  password: string;
  /** Our hash of the password, if the stored one is imported. */
  ownHash: string | undefined;
};

/** Returns whether a concurrent sign-in has replaced the imported hash by another hash of the same password. */
const isReplacedByOwn = async (tx: Transaction, tenantId: string, { id, password, ownHash }: KnownPassword) => {
  if (!ownHash) return false;
  const [user] = await tx.query(userWithPassword, [tenantId, id]);
  return user?.status === 'active' && !user.deletedAt && (await verifyPassword(tenantId, user.passwordHash, password));
};

const accountBlocked = () => new AppError('account_blocked', { detail: { key: 'account_blocked' } });

const openAfterPassword = async (
  tx: Transaction,
  { caller: { tenantId }, requestInfo }: Scope,
  { outbox, now }: Deps,
  known: KnownPassword,
) => {
  const [user, unchanged, devices, [blocked]] = await Promise.all([
    lockUser(tx, tenantId, known.id, invalidCredentials),
    tx.query(passwordUnchanged, [tenantId, known.id, known.passwordHash]),
    tx.query(knownDevices, [tenantId, known.id]),
    tx.query(blockAt, [tenantId, known.id, now()]),
  ]);
  // A reset since the comparison has ended every session, so no new one may begin with the old password.
  if (unchanged.length === 0 && !(await isReplacedByOwn(tx, tenantId, known))) throw invalidCredentials();
  if (unchanged.length > 0 && known.ownHash) tx.send(replacePasswordHash, [tenantId, known.id, known.ownHash]);
  if (blocked) throw accountBlocked();
  tx.send(...noteSignIn({ tenantId, id: user.id, lastSignInAt: now() }));
  const opened = openSession(tx, { tenantId, userId: user.id }, requestInfo, now());
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
