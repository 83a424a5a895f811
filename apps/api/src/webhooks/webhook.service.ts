import { AppError, fieldFault } from '@doorstep/contracts/errors';
import {
  type CreateWebhookInput,
  type ListWebhooksInput,
  maxWebhooks,
  type RotateWebhookSecretInput,
  type UpdateWebhookInput,
  type Webhook,
  type WebhookPage,
  type WebhookWithSecret,
} from '@doorstep/contracts/webhook';
import type { Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import { v7 as uuidv7 } from 'uuid';
import { newestPlace } from '../events/event.statements.ts';
import { byCreation, readTimePage } from '../lists/time-page.ts';
import { judgeTarget, TargetRefusal } from '../outgoing/target-address.ts';
import { orNotFound } from '../resources/guards.ts';
import { assertHeld } from '../resources/held-permissions.ts';
import { assertVersion, type ExpectedVersion, nextVersion } from '../resources/version.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { requeueDeliveries } from './delivery.statements.ts';
import {
  countWebhooks,
  deleteWebhookRow,
  insertWebhook,
  newestWebhooks,
  olderWebhooks,
  resetHealth,
  updateSecret,
  updateWebhookRow,
  type WebhookRow,
  webhookById,
  webhookLocked,
} from './webhook.statements.ts';
import { permissionsOf } from './webhook-permissions.ts';
import { formatWebhookSecret } from './webhook-signature.ts';
import { toWebhook } from './webhook-view.ts';

type Deps = Pick<Dependencies, 'now' | 'secrets' | 'targetRules' | 'deliveries'>;
type Target = ExpectedVersion & { id: string };

/** Returns whether the tenant has a webhook with this id. */
export const webhookExists = async (scope: Scope, id: string): Promise<boolean> =>
  (await scope.read(webhookById, [scope.caller.tenantId, id])).length > 0;

/** Lists a page of the tenant's webhooks, newest first. */
export const listWebhooks = async (
  scope: Scope,
  { secrets, now }: Pick<Deps, 'secrets' | 'now'>,
  input: ListWebhooksInput,
): Promise<WebhookPage> => {
  const { tenantId } = scope.caller;
  const { rows, nextCursor } = await readTimePage(secrets, `webhooks ${tenantId}`, input, {
    positionOf: byCreation,
    read: (count, after) =>
      after
        ? scope.read(olderWebhooks, [tenantId, count, after.at, after.id])
        : scope.read(newestWebhooks, [tenantId, count]),
  });
  const at = now();
  return { results: rows.map((row) => toWebhook(row, at)), next_cursor: nextCursor };
};

/** Returns a webhook. Throws `not_found`. */
export const getWebhook = async (scope: Scope, { now }: Pick<Deps, 'now'>, id: string): Promise<Webhook> => {
  const [row] = await scope.read(webhookById, [scope.caller.tenantId, id]);
  return toWebhook(orNotFound(row), now());
};

/**
 * Creates a webhook for the events from now on. Throws `validation_failed` for a URL that is not allowed, `permission_denied`
 * with the first permission that the caller lacks to read the data, and `webhook_limit_reached`.
 */
export const createWebhook = async (
  scope: Scope,
  { now, secrets, targetRules }: Deps,
  input: CreateWebhookInput,
): Promise<WebhookWithSecret> => {
  assertAllowedUrl(input.url, targetRules);
  const { tenantId, actingAs } = scope.caller;
  const permissions = permissionsOf(input);
  return scope.write(async (tx) => {
    const [[counted], [newest]] = await Promise.all([
      tx.query(countWebhooks, [tenantId]),
      tx.query(newestPlace, [tenantId]),
      assertHeld(tx, permissions, 'permission_to_send'),
    ]);
    if (orNotFound(counted).count >= maxWebhooks) {
      throw new AppError('webhook_limit_reached', { detail: { key: 'webhooks_at_most', max: maxWebhooks } });
    }
    const at = now();
    const row: WebhookRow = {
      ...{ tenantId, id: uuidv7(), ...input, permissions, status: 'enabled', disabledReason: null },
      ...{ secretId: uuidv7(), previousSecretId: null, previousSecretUntil: null },
      ...{ scheduledTo: String(orNotFound(newest).sealedTo), isNew: true, ...healthy, createdBy: actingAs?.id ?? null },
      ...{ createdAt: at, updatedAt: at, deletedAt: null, version: 1 },
    };
    tx.send(...insertWebhook(row));
    return {
      result: withSecret(row, secrets, at),
      audit: { action: 'webhook.created', entityId: row.id, after: row },
    };
  });
};

/** The health of a webhook without failures. */
const healthy = { failures: 0, failingSince: null, ownersToldAt: null, pausedUntil: null } as const;

const withSecret = (row: WebhookRow, secrets: Deps['secrets'], now: Date): WebhookWithSecret => ({
  ...toWebhook(row, now),
  secret: formatWebhookSecret(secrets.webhookSecret(row.secretId)),
});

const assertAllowedUrl = (url: string, rules: Deps['targetRules']): void => {
  try {
    judgeTarget(url, rules);
  } catch (error) {
    if (!(error instanceof TargetRefusal)) throw error;
    throw fieldFault('url', error.reason, { key: `webhook_${error.reason}` });
  }
};

/** Locks a webhook. Throws `not_found`, `precondition_failed`. */
export const lockWebhook = async (
  tx: Transaction,
  { caller: { tenantId } }: Scope,
  { id, expected_version }: Target,
): Promise<WebhookRow> => {
  const [row] = await tx.query(webhookLocked, [tenantId, id]);
  const found = orNotFound(row);
  assertVersion(found.version, expected_version);
  return found;
};

/** Changes a webhook. Throws `not_found`, `precondition_failed`, and as {@link createWebhook} does. */
export const updateWebhook = async (
  scope: Scope,
  { now, targetRules }: Deps,
  { id, expected_version, ...changes }: UpdateWebhookInput & ExpectedVersion,
): Promise<Webhook> => {
  if (changes.url !== undefined) assertAllowedUrl(changes.url, targetRules);
  return scope.write(async (tx) => {
    const at = now();
    const before = await lockWebhook(tx, scope, { id, expected_version });
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const changed = { ...before, ...(given as Partial<WebhookRow>) };
    const sent = { types: changed.types as CreateWebhookInput['types'], payload: changed.payload };
    const after = { ...changed, permissions: permissionsOf(sent), ...nextVersion(before, at) };
    // A new URL also gets what the old one got.
    if (sendsOtherwise(before, after)) await assertHeld(tx, after.permissions, 'permission_to_send');
    tx.send(...updateWebhookRow(after));
    return { result: toWebhook(after, at), audit: { action: 'webhook.updated', entityId: id, before, after } };
  });
};

const sendsOtherwise = (before: WebhookRow, after: WebhookRow): boolean =>
  before.url !== after.url || before.payload !== after.payload || before.types.join() !== after.types.join();

/** Deletes a webhook with its deliveries. Throws `not_found`, `precondition_failed`. */
export const deleteWebhook = (scope: Scope, target: Target): Promise<void> =>
  scope.write(async (tx) => {
    const before = await lockWebhook(tx, scope, target);
    tx.send(deleteWebhookRow, [before.tenantId, before.id]);
    return { result: undefined, audit: { action: 'webhook.deleted', entityId: before.id, before } };
  });

/** Gives a webhook a new secret. Deliveries are signed with both for some time. Throws `not_found`, `precondition_failed`. */
export const rotateWebhookSecret = (
  scope: Scope,
  { now, secrets }: Deps,
  { overlap_seconds, ...target }: RotateWebhookSecretInput & ExpectedVersion,
): Promise<WebhookWithSecret> =>
  scope.write(async (tx) => {
    const at = now();
    const before = await lockWebhook(tx, scope, target);
    const after = {
      ...{ ...before, secretId: uuidv7(), previousSecretId: before.secretId },
      ...{ previousSecretUntil: new Date(at.getTime() + overlap_seconds * 1000), ...nextVersion(before, at) },
    };
    tx.send(...updateSecret(after));
    const audit = { action: 'webhook.secret_rotated', entityId: before.id, before, after } as const;
    return { result: withSecret(after, secrets, at), audit };
  });

/**
 * Enables a webhook, ends a pause, and schedules what was not delivered. Throws `not_found`, `precondition_failed`.
 */
export const enableWebhook = async (scope: Scope, { now, deliveries }: Deps, target: Target): Promise<Webhook> => {
  const enabled = await scope.write(async (tx) => {
    const at = now();
    const before = await lockWebhook(tx, scope, target);
    const after = {
      ...before,
      ...healthy,
      status: 'enabled' as const,
      disabledReason: null,
      ...nextVersion(before, at),
    };
    tx.send(...resetHealth(after));
    tx.send(requeueDeliveries, [before.tenantId, before.id, at]);
    return { result: toWebhook(after, at), audit: { action: 'webhook.enabled', entityId: before.id, before, after } };
  });
  deliveries.wake();
  return enabled;
};
