import { AppError } from '@doorstep/contracts/errors';
import type { Scope } from '@doorstep/database/scope';
import { endMailedTokens, mailToken } from '../accounts/mailed-token.ts';
import { orNotFound, requireCustomer } from '../resources/guards.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { customerLocked } from './customer.statements.ts';

type Deps = Pick<Dependencies, 'outbox' | 'secrets' | 'now'>;

/** Mails the scope's customer a new link to choose a password. Throws `conflict` for one who has a password, `rate_limited`. */
export const inviteCustomer = async (scope: Scope, deps: Deps): Promise<void> => {
  const { tenantId, userId } = requireCustomer(scope);
  await scope.write(async (tx) => {
    const customer = orNotFound((await tx.query(customerLocked, [tenantId, userId]))[0]);
    if (customer.status !== 'invited') throw new AppError('conflict', { detail: { key: 'not_invited' } });
    endMailedTokens(tx, { tenantId, userId }, deps.now(), { kinds: ['invite'] });
    await mailToken(tx, deps, customer, { kind: 'invite', required: true });
    return { result: null, audit: { action: 'user.invited', entityId: userId } };
  });
  deps.outbox.wake();
};
