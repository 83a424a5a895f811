import type { Database } from '@doorstep/database/database';
import { v7 as uuidv7 } from 'uuid';

/** A webhook with deliveries that are due. */
export type DueWebhook = {
  tenantId: string;
  id: string;
  url: string;
  ordered: boolean;
  payload: 'full' | 'thin';
  secretId: string;
  previousSecretId: string | null;
  previousSecretUntil: Date | null;
  failures: number;
};

/** A delivery that this process may send until its lease ends. */
export type ClaimedDelivery = { id: string; eventId: string; sequence: number; attempts: number };

/** Longer than a batch can take. After it, another process may send the deliveries. */
const leaseSeconds = 30;

/** The webhooks with due deliveries, without those that are `busy`. Those that have waited longest come first. */
export const dueWebhooks = ({ maintenance }: Database, busy: readonly string[]): Promise<DueWebhook[]> =>
  maintenance(
    (tx) => tx.$queryRaw<DueWebhook[]>`
      SELECT w.tenant_id AS "tenantId", w.id, w.url, w.ordered, w.payload, w.secret_id AS "secretId",
             w.previous_secret_id AS "previousSecretId", w.previous_secret_until AS "previousSecretUntil", w.failures
        FROM webhooks w JOIN tenants t ON t.id = w.tenant_id AND t.status = 'active' CROSS JOIN LATERAL (
          SELECT d.next_attempt_at AS due FROM deliveries d
           WHERE d.tenant_id = w.tenant_id AND d.webhook_id = w.id AND d.state = 'pending' AND d.next_attempt_at <= now()
             AND (d.leased_until IS NULL OR d.leased_until <= now())
           ORDER BY d.next_attempt_at LIMIT 1) oldest
       WHERE w.status = 'enabled' AND (w.paused_until IS NULL OR w.paused_until <= now())
         AND w.id <> ALL (${busy}::uuid[])
       ORDER BY oldest.due LIMIT 100`,
  );

/**
 * Claims up to `count` due deliveries of a webhook for this process, in their order. Those of an ordered webhook end before the
 * first one that is not due, or that another process sends.
 */
export const claimDeliveries = (
  { maintenance }: Database,
  { tenantId, id, ordered }: DueWebhook,
  count: number,
): Promise<ClaimedDelivery[]> =>
  maintenance(async (tx) => {
    if (ordered) {
      // One process at a time claims of an ordered webhook.
      const locked = await tx.$queryRaw<unknown[]>`
        SELECT id FROM webhooks WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid FOR UPDATE SKIP LOCKED`;
      if (locked.length === 0) return [];
    }
    const claimed = await tx.$queryRaw<ClaimedDelivery[]>`
      UPDATE deliveries d
         SET attempts = d.attempts + 1, leased_until = now() + interval '1 second' * ${leaseSeconds}::int, updated_at = now()
       WHERE d.tenant_id = ${tenantId}::uuid AND d.id IN (
         SELECT x.id FROM deliveries x
          WHERE x.tenant_id = ${tenantId}::uuid AND x.webhook_id = ${id}::uuid AND x.state = 'pending'
            AND x.next_attempt_at <= now() AND (x.leased_until IS NULL OR x.leased_until <= now())
            AND (NOT ${ordered}::boolean OR x.sequence < ALL (
              SELECT y.sequence FROM deliveries y
               WHERE y.tenant_id = ${tenantId}::uuid AND y.webhook_id = ${id}::uuid AND y.state = 'pending'
                 AND (y.next_attempt_at > now() OR y.leased_until > now())))
          ORDER BY CASE WHEN ${ordered}::boolean THEN NULL ELSE x.next_attempt_at END, x.sequence LIMIT ${count}::int
            FOR UPDATE SKIP LOCKED)
      RETURNING d.id, d.event_id AS "eventId", d.sequence::float8 AS sequence, d.attempts`;
    return claimed.sort((one, other) => one.sequence - other.sequence);
  });

/** How an attempt ended. */
export type Attempt = {
  deliveryId: string;
  at: Date;
  customerId: string | null;
  status: number | null;
  failure: string | null;
  durationMs: number;
  answer: string | null;
  state: 'delivered' | 'pending' | 'failed';
  nextAttemptAt: Date;
};

/** The health of a webhook after its last attempts. */
export type WebhookHealth = { failures: number; failingSince: Date | null; ownersToldAt: Date | null };

type Batch = { attempts: readonly Attempt[] /** Claimed deliveries that were not sent. */; unsent: readonly string[] };

/**
 * Stores the results of attempts, and their effect on the health of the webhook. Returns undefined if the webhook was deleted
 * meanwhile.
 *
 * @param pauseMs How long the webhook pauses after so many failures in a row.
 */
export const recordAttempts = (
  { maintenance }: Database,
  { tenantId, id: webhookId }: DueWebhook,
  { attempts, unsent }: Batch,
  pauseMs: (failures: number) => number,
): Promise<WebhookHealth | undefined> =>
  maintenance(async (tx) => {
    const rows = JSON.stringify(attempts.map((attempt) => ({ ...attempt, id: uuidv7() })));
    await tx.$queryRaw`
      UPDATE deliveries d SET state = given.state, leased_until = NULL, updated_at = now(), next_attempt_at = given."nextAttemptAt"
        FROM json_to_recordset(${rows}::json) AS given ("deliveryId" uuid, state text, "nextAttemptAt" timestamptz)
       WHERE d.tenant_id = ${tenantId}::uuid AND d.id = given."deliveryId"`;
    await tx.$queryRaw`
      UPDATE deliveries SET leased_until = NULL, attempts = attempts - 1
       WHERE tenant_id = ${tenantId}::uuid AND id = ANY (${unsent}::uuid[])`;
    // A receiver may answer with data of a customer who was erased meanwhile.
    await tx.$queryRaw`
      INSERT INTO delivery_attempts (tenant_id, delivery_id, id, user_id, at, status, failure, duration_ms, answer)
      SELECT d.tenant_id, d.id, given.id, u.id, given.at, given.status, given.failure, given."durationMs",
             CASE WHEN given."customerId" IS NULL OR u.id IS NOT NULL THEN given.answer END
        FROM json_to_recordset(${rows}::json) AS given ("deliveryId" uuid, id uuid, "customerId" uuid, at timestamptz,
               status int, failure text, "durationMs" int, answer text)
        JOIN deliveries d ON d.tenant_id = ${tenantId}::uuid AND d.id = given."deliveryId"
        LEFT JOIN users u ON u.tenant_id = d.tenant_id AND u.id = given."customerId"`;
    const lastSuccess = attempts.findLastIndex(({ state }) => state === 'delivered');
    const failed = attempts.slice(lastSuccess + 1);
    const [health] = await tx.$queryRaw<WebhookHealth[]>`
      UPDATE webhooks
         SET failures = ${failed.length}::int + CASE WHEN ${lastSuccess < 0}::boolean THEN failures ELSE 0 END,
             failing_since = coalesce(CASE WHEN ${lastSuccess < 0}::boolean THEN failing_since END, ${failed[0]?.at ?? null}::timestamptz),
             owners_told_at = CASE WHEN ${lastSuccess < 0}::boolean THEN owners_told_at END,
             paused_until = NULL
       WHERE tenant_id = ${tenantId}::uuid AND id = ${webhookId}::uuid
         AND (failures > 0 OR ${failed.length > 0}::boolean)
      RETURNING failures, failing_since AS "failingSince", owners_told_at AS "ownersToldAt"`;
    const last = failed.at(-1);
    if (health && last) {
      const until = new Date(last.at.getTime() + pauseMs(health.failures));
      await tx.$queryRaw`
        UPDATE webhooks SET paused_until = ${until}::timestamptz
         WHERE tenant_id = ${tenantId}::uuid AND id = ${webhookId}::uuid`;
    }
    return health;
  });
