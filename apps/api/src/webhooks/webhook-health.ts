import type { Database } from '@doorstep/database/database';
import { columnList, columnsOf, statement } from '@doorstep/database/statement';
import type { Transaction } from '@doorstep/database/transaction';
import { v7 as uuidv7 } from 'uuid';
import { dayMs, hourMs } from '../config/durations.ts';
import type { Outbox } from '../mail/outbox.ts';
import { nextVersion } from '../resources/version.ts';
import type { WebhookHealth } from './delivery-queue.ts';
import { updateStatus, type WebhookRow, webhookLocked } from './webhook.statements.ts';

type Deps = { database: Database; outbox: Outbox; now: () => Date };

/** How long a webhook may fail before its owners get a mail, and before it is disabled. */
const tellAfterMs = hourMs;
const disableAfterMs = 5 * dayMs;

const mailed = ['tenantId', 'id', 'email', 'emailVerifiedAt'] as const;

const ownersOfTenant = statement(
  'owners_of_tenant',
  columnsOf('user', mailed),
  `SELECT ${columnList('user', mailed)} FROM users
    WHERE tenant_id = $1 AND role = 'owner' AND status = 'active' AND deleted_at IS NULL ORDER BY id LIMIT 20`,
);

/**
 * Mails the owners of a webhook that has failed for an hour, and disables one that has failed for five days, or whose receiver
 * has answered that it is gone. A disabled webhook stays, and continues where it was once it is enabled.
 */
export const actOnHealth = async (
  deps: Deps,
  webhook: { tenantId: string; id: string },
  { failingSince, ownersToldAt }: WebhookHealth,
  isGone: boolean,
): Promise<void> => {
  const failingMs = failingSince ? deps.now().getTime() - failingSince.getTime() : 0;
  if (isGone) await disable(deps, webhook, 'gone');
  else if (failingMs >= disableAfterMs) await disable(deps, webhook, 'failing');
  else if (failingMs >= tellAfterMs && !ownersToldAt) await tellOwners(deps, webhook);
};

const systemScope = ({ database }: Deps, tenantId: string) =>
  database.scope(
    { tenantId, userId: null, sessionId: null },
    { requestId: `webhook-${uuidv7()}`, address: '', agent: '' },
  );

const disable = async (deps: Deps, { tenantId, id }: { tenantId: string; id: string }, reason: 'failing' | 'gone') => {
  await systemScope(deps, tenantId).write(async (tx) => {
    const at = deps.now();
    const [before] = await tx.query(webhookLocked, [tenantId, id]);
    if (before?.status !== 'enabled') return { result: null, audit: [], isBatch: true };
    const after = { ...before, status: 'disabled' as const, disabledReason: reason, ...nextVersion(before, at) };
    tx.send(...updateStatus(after));
    await mailOwners(deps, tx, after, 'webhook_disabled');
    return { result: null, audit: { action: 'webhook.disabled', entityId: id, before, after } };
  });
  deps.outbox.wake();
};

const tellOwners = async (deps: Deps, { tenantId, id }: { tenantId: string; id: string }) => {
  await systemScope(deps, tenantId).write(async (tx) => {
    const at = deps.now();
    const [before] = await tx.query(webhookLocked, [tenantId, id]);
    if (before && !before.ownersToldAt) {
      tx.send(...updateStatus({ ...before, ownersToldAt: at }));
      await mailOwners(deps, tx, before, 'webhook_failing');
    }
    return { result: null, audit: [], isBatch: true };
  });
  deps.outbox.wake();
};

const mailOwners = async (
  { outbox }: Deps,
  tx: Transaction,
  { tenantId, url }: WebhookRow,
  kind: 'webhook_failing' | 'webhook_disabled',
): Promise<void> => {
  const { origin, pathname } = new URL(url);
  const owners = await tx.query(ownersOfTenant, [tenantId]);
  // A query may contain a secret.
  for (const owner of owners) await outbox.queue(tx, owner, { kind, data: { url: `${origin}${pathname}` } });
};
