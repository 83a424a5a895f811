import type { Database } from '@doorstep/database/database';
import { ScopeError } from '@doorstep/database/scope-error';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import type { Secrets } from '../config/secrets.ts';
import type { SealSignal } from '../events/seal-signal.ts';
import type { Outbox } from '../mail/outbox.ts';
import type { LinkSigner } from '../media/link-signer.ts';
import { DeliveryFailure } from '../outgoing/delivery-failure.ts';
import type { GuardedClient } from '../outgoing/guarded-client.ts';
import type { Background } from '../server/background.ts';
import type { Deliveries } from './deliveries.ts';
import { type DeliveryBody, deliveryBodies } from './delivery-body.ts';
import { scheduleDeliveries } from './delivery-planner.ts';
import {
  type Attempt,
  type ClaimedDelivery,
  claimDeliveries,
  type DueWebhook,
  dueWebhooks,
  recordAttempts,
} from './delivery-queue.ts';
import { maxAttempts, parseRetryAfter, pauseMs, retryDelayMs } from './delivery-schedule.ts';
import { actOnHealth } from './webhook-health.ts';
import { signWebhook } from './webhook-signature.ts';

type Deps = {
  database: Database;
  client: GuardedClient;
  secrets: Secrets;
  sealSignal: SealSignal;
  outbox: Outbox;
  links: LinkSigner;
  background: Background;
  logger: Logger;
  now: () => Date;
};

/** How many requests one process sends at the same time, and how many of them to one webhook. */
const maxRequests = 8;
const maxRequestsPerWebhook = 4;
const timeoutMs = 15_000;
/** A receiver that takes longer gets one request at a time, and all of them together get half of the requests. */
const slowMs = 1_000;
const maxSlowRequests = maxRequests / 2;
/** After this time a batch sends no further delivery, so that it ends before its lease. */
const batchMs = 10_000;
const largestBatch = 64;
/** After a lost notification, or a delivery of a process that has ended. */
const pollMs = 5_000;

export const createDeliveries = (deps: Deps): Deliveries => {
  const { database, background, sealSignal, now } = deps;
  /** The webhooks to which this process sends. */
  const sending = new Map<string, { requests: number; isSlow: boolean }>();
  /** The mean duration of the last requests to each webhook, in milliseconds. */
  const durations = new Map<string, number>();
  let isStarted = false;
  let isRunning = false;
  let isWoken = false;
  let poll: NodeJS.Timeout | undefined;
  let unsubscribe = () => {};

  const freeRequests = (): number =>
    maxRequests - [...sending.values()].reduce((sum, { requests }) => sum + requests, 0);
  const slowRequests = (): number => [...sending.values()].filter(({ isSlow }) => isSlow).length;

  /** Starts a batch for each due webhook, as far as requests are free. Slow and failing ones get one request each. */
  const startBatches = async (): Promise<void> => {
    if (freeRequests() === 0) return;
    const due = await dueWebhooks(database, [...sending.keys()]);
    for (const [index, webhook] of due.entries()) {
      const free = freeRequests();
      if (free === 0 || !isStarted) return;
      const duration = durations.get(webhook.id) ?? slowMs / 4;
      const isSlow = webhook.failures > 0 || duration >= slowMs;
      if (isSlow && slowRequests() >= maxSlowRequests) continue;
      const share = Math.ceil(free / (due.length - index));
      const requests = isSlow || webhook.ordered ? 1 : Math.min(share, maxRequestsPerWebhook);
      const size = Math.max(requests, Math.min(largestBatch, Math.floor((batchMs / 2 / duration) * requests)));
      // A failing webhook is tried with a single delivery.
      const claimed = await claimDeliveries(database, webhook, webhook.failures > 0 ? 1 : size);
      if (claimed.length > 0) startBatch(webhook, claimed, { requests, isSlow });
    }
  };

  const startBatch = (
    webhook: DueWebhook,
    claimed: ClaimedDelivery[],
    { requests, isSlow }: { requests: number; isSlow: boolean },
  ): void => {
    sending.set(webhook.id, { requests, isSlow });
    const send = async () => {
      const attempts = await sendBatch(deps, webhook, claimed, requests).finally(() => sending.delete(webhook.id));
      // A batch that could send nothing is tried again by the poll, so that it does not repeat itself without a pause.
      if (attempts.length === 0) return;
      const total = attempts.reduce((sum, { durationMs }) => sum + durationMs, 0);
      durations.set(webhook.id, Math.max(1, total / attempts.length));
      wakeForRetries(attempts);
      wake();
    };
    background.run(send);
  };

  const run = async (): Promise<void> => {
    isRunning = true;
    try {
      while (isWoken && isStarted) {
        isWoken = false;
        await scheduleDeliveries(database);
        await startBatches();
      }
    } finally {
      isRunning = false;
    }
  };

  /** Wakes up when retries of a batch are due, if that is before the poll. */
  const wakeForRetries = (attempts: readonly Attempt[]): void => {
    for (const { state, nextAttemptAt } of attempts) {
      const delay = nextAttemptAt.getTime() - now().getTime();
      if (state === 'pending' && delay < pollMs) setTimeout(wake, delay).unref();
    }
  };

  const wake = (): void => {
    if (!isStarted) return;
    isWoken = true;
    if (!isRunning) background.run(run);
  };
  return {
    wake,
    start: () => {
      isStarted = true;
      poll = setInterval(wake, pollMs);
      poll.unref();
      unsubscribe = sealSignal.onSealed(wake);
      wake();
    },
    stop: () => {
      isStarted = false;
      clearInterval(poll);
      unsubscribe();
    },
  };
};

/** Sends claimed deliveries, with so many requests at the same time, and stores the results. */
const sendBatch = async (
  deps: Deps,
  webhook: DueWebhook,
  claimed: readonly ClaimedDelivery[],
  requests: number,
): Promise<Attempt[]> => {
  const { database, logger } = deps;
  const attempts: Attempt[] = [];
  const queue = [...claimed];
  const end = Date.now() + batchMs;
  let isHeldBack = false;
  const sendNext = async (bodies: ReadonlyMap<string, DeliveryBody>): Promise<void> => {
    for (let delivery = queue.shift(); delivery; delivery = queue.shift()) {
      const attempt = await sendOne(deps, webhook, delivery, bodies.get(delivery.eventId));
      if (!attempt) {
        queue.unshift(delivery);
        return;
      }
      attempts.push(attempt);
      // The rest waits: it must not overtake, or the receiver is down.
      isHeldBack ||= attempt.state !== 'delivered';
      if (isHeldBack || Date.now() >= end) return;
    }
  };
  try {
    const scope = database.scope(
      { tenantId: webhook.tenantId, userId: null, sessionId: null, actingAs: { kind: 'webhook', id: webhook.id } },
      { requestId: `webhook-${uuidv7()}`, address: '', agent: '' },
    );
    const ids = claimed.map(({ eventId }) => eventId);
    const bodies = await deliveryBodies(scope, deps, ids, webhook.payload);
    await Promise.all(Array.from({ length: requests }, () => sendNext(bodies)));
  } catch (error) {
    // Disabled meanwhile: what is left waits until it is enabled.
    if (!(error instanceof ScopeError && error.reason === 'webhook_not_live')) throw error;
  } finally {
    const unsent = queue.map(({ id }) => id);
    const health = await recordAttempts(database, webhook, { attempts, unsent }, pauseMs);
    const gone = attempts.some(({ status }) => status === 410);
    if (health) await actOnHealth(deps, webhook, health, gone);
    if (health && health.failures > 0)
      logger.warn({ webhook: webhook.id, failures: health.failures }, 'deliveries failed');
  }
  return attempts;
};

/** Sends one delivery. A failure is a result. Returns undefined if the server shuts down meanwhile. */
const sendOne = async (
  { client, secrets, now }: Deps,
  webhook: DueWebhook,
  { id, eventId, attempts }: ClaimedDelivery,
  body: DeliveryBody | undefined,
): Promise<Attempt | undefined> => {
  const at = now();
  const started = performance.now();
  const common = { deliveryId: id, at, customerId: body?.customerId ?? null };
  const failed = (result: Pick<Attempt, 'status' | 'failure' | 'answer'>, retryAfter: string | null): Attempt => {
    const delay = retryDelayMs(attempts, parseRetryAfter(retryAfter, at), Math.random());
    // An ordered webhook must not skip an event.
    const isLast = attempts >= maxAttempts && !webhook.ordered;
    return {
      ...{ ...common, ...result, durationMs: Math.round(performance.now() - started) },
      ...{ state: isLast ? 'failed' : 'pending', nextAttemptAt: new Date(at.getTime() + delay) },
    };
  };
  if (!body) return failed({ status: null, failure: 'event_missing', answer: null }, null);
  try {
    const previous =
      webhook.previousSecretId && webhook.previousSecretUntil && webhook.previousSecretUntil > at
        ? [secrets.webhookSecret(webhook.previousSecretId)]
        : [];
    const signature = signWebhook(
      { id: eventId, timestamp: Math.floor(at.getTime() / 1000), body: body.text },
      { secrets: [secrets.webhookSecret(webhook.secretId), ...previous], signingKey: secrets.webhookSigningKey },
    );
    const answer = await client.post({
      url: webhook.url,
      headers: { 'content-type': 'application/json', 'user-agent': 'Doorstep', ...signature },
      body: body.text,
      timeoutMs,
    });
    const { status, text, retryAfter, durationMs } = answer;
    if (status < 200 || status > 299) return failed({ status, failure: null, answer: text }, retryAfter);
    return { ...common, status, failure: null, answer: text, durationMs, state: 'delivered', nextAttemptAt: at };
  } catch (error) {
    if (!(error instanceof DeliveryFailure)) throw error;
    if (error.reason === 'cancelled') return undefined;
    return failed({ status: null, failure: error.reason, answer: null }, null);
  }
};
