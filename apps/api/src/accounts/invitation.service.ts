import type { AcceptInvitationInput } from '@doorstep/contracts/account';
import type { Scope } from '@doorstep/database/scope';
import { nextVersion } from '../resources/version.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { emailKeys } from './email-key.ts';
import { assertStillUsable, endMailedTokens, findMailedToken, invalidMailedToken } from './mailed-token.ts';
import { hashPassword } from './password.ts';
import { assertStrongPassword } from './password-strength.ts';
import { acceptInvitationOf, userById } from './user.statements.ts';
import { lockUser } from './user-lock.ts';

type Deps = Pick<Dependencies, 'rateLimits' | 'now'>;

/**
 * Sets the first password of an invited customer with a mailed token, and confirms the e-mail.
 * Throws `token_invalid`, `password_common`, `password_personal`, `rate_limited`.
 */
export const acceptInvitation = async (scope: Scope, deps: Deps, input: AcceptInvitationInput): Promise<void> => {
  const token = await findMailedToken(scope, deps, input.token, ['invite']);
  const { tenantId, userId } = token;
  const [owner] = await scope.read(userById, [tenantId, userId]);
  if (!owner) throw invalidMailedToken();
  await assertStrongPassword(input.new_password, 'new_password', owner);
  const passwordHash = await hashPassword(input.new_password);
  await scope.write(async (tx) => {
    const now = deps.now();
    const [before] = await Promise.all([
      lockUser(tx, tenantId, userId, invalidMailedToken),
      assertStillUsable(tx, token, now),
    ]);
    if (before.status !== 'invited' || !emailKeys(token.email).includes(before.emailKey)) throw invalidMailedToken();
    endMailedTokens(tx, { tenantId, userId }, now, { kinds: ['invite'] });
    // The trigger `complete_user` sets the status.
    const after = { ...before, status: 'active', emailVerifiedAt: now, ...nextVersion(before, now) } as const;
    tx.send(...acceptInvitationOf({ ...after, passwordHash }));
    const audit = {
      action: 'user.invitation_accepted',
      entityId: userId,
      before,
      after,
      userId,
      byOwner: true,
    } as const;
    return { result: null, audit };
  });
};
