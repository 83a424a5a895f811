import type { DoorstepCall } from '../doorstep-call.ts';
import type { CallOptions } from '../doorstep-options.ts';
import {
  type Delivery,
  type DeliveryPage,
  type Webhook,
  type WebhookCreateBody,
  type WebhookDeliveriesParams,
  type WebhookListParams,
  type WebhookPage,
  type WebhookRotateSecretBody,
  type WebhookUpdateBody,
  type WebhookWithSecret,
  webhookCreate,
  webhookDelete,
  webhookDeliveries,
  webhookEnable,
  webhookGet,
  webhookList,
  webhookReplay,
  webhookRetryDelivery,
  webhookRotateSecret,
  webhookTest,
  webhookUpdate,
} from '../generated/operations.ts';
import { itemsOf } from '../pages.ts';
import type { RequestSender } from '../request-sender.ts';
import { idOf, type Ref, versionOf } from '../resources/versioned.ts';

export type ListWebhooksInput = WebhookListParams;
export type CreateWebhookInput = WebhookCreateBody;

/** Changes of a webhook. An absent field keeps its value. */
export type WebhookChanges = WebhookUpdateBody;

export type RotateWebhookSecretInput = WebhookRotateSecretBody;

/** Which events are sent again: all from a place in the trail on, or one. */
export type ReplayWebhookInput = { from_sequence: number } | { event_id: string };

export type ListDeliveriesInput = WebhookDeliveriesParams;

/**
 * The webhooks of the tenant: URLs to which the API sends events. A receiver verifies them with `verifyWebhook` of
 * `@doorstep/sdk/webhooks`. Reads require `webhooks:read`, and all other methods `webhooks:write`.
 *
 * `update`, `delete`, `rotateSecret` and `enable` accept the id of a webhook or the webhook itself. With the webhook, they
 * throw `precondition_failed` if it has changed since you read it.
 */
export class Webhooks {
  readonly #connection: RequestSender;

  constructor(connection: RequestSender) {
    this.#connection = connection;
  }

  /** Returns a page of webhooks, newest first. */
  list(input?: ListWebhooksInput, options?: CallOptions): DoorstepCall<WebhookPage> {
    return webhookList(input, this.#connection.asCaller(options));
  }

  /** Iterates over all webhooks. `limit` is the size of a page. */
  listAll(input?: Omit<ListWebhooksInput, 'cursor'>, options?: CallOptions): AsyncGenerator<Webhook, void, undefined> {
    return itemsOf((cursor) => this.list({ ...input, ...cursor }, options));
  }

  /**
   * Creates a webhook for the events from now on. Store its `secret`, because no other answer contains it. Throws
   * `permission_denied` if the key may not read the data that the webhook sends.
   */
  create(input: CreateWebhookInput, options?: CallOptions): DoorstepCall<WebhookWithSecret> {
    return webhookCreate(input, this.#connection.asCaller(options));
  }

  /** Returns a webhook without its secret. Throws `not_found`. */
  get(id: string, options?: CallOptions): DoorstepCall<Webhook> {
    return webhookGet(id, this.#connection.asCaller(options));
  }

  /** Changes a webhook. Its place in the events stays. */
  update(webhook: Ref, changes: WebhookChanges, options?: CallOptions): DoorstepCall<Webhook> {
    return webhookUpdate(idOf(webhook), changes, this.#connection.asCaller(options, { version: versionOf(webhook) }));
  }

  /** Deletes a webhook and its deliveries. */
  delete(webhook: Ref, options?: CallOptions): DoorstepCall<void> {
    return webhookDelete(idOf(webhook), this.#connection.asCaller(options, { version: versionOf(webhook) }));
  }

  /** Returns a webhook with a new secret. Deliveries are also signed with the previous one, by default for a day. */
  rotateSecret(
    webhook: Ref,
    input: RotateWebhookSecretInput = {},
    options?: CallOptions,
  ): DoorstepCall<WebhookWithSecret> {
    const send = this.#connection.asCaller(options, { version: versionOf(webhook) });
    return webhookRotateSecret(idOf(webhook), input, send);
  }

  /** Sends an event of the type `webhook.test` to this webhook alone. Throws `conflict` if it is disabled. */
  test(webhook: Ref, options?: CallOptions): DoorstepCall<void> {
    return webhookTest(idOf(webhook), this.#connection.asCaller(options));
  }

  /** Enables a webhook, and sends what was not delivered. Also ends a pause after failures. */
  enable(webhook: Ref, options?: CallOptions): DoorstepCall<Webhook> {
    return webhookEnable(idOf(webhook), this.#connection.asCaller(options, { version: versionOf(webhook) }));
  }

  /** Sends events again, with the same ids. Throws `conflict` if the webhook is disabled. */
  replay(webhook: Ref, input: ReplayWebhookInput, options?: CallOptions): DoorstepCall<void> {
    return webhookReplay(idOf(webhook), input, this.#connection.asCaller(options));
  }

  /** Returns a page of the deliveries of the last 30 days with their attempts, newest first. */
  deliveries(id: string, input?: ListDeliveriesInput, options?: CallOptions): DoorstepCall<DeliveryPage> {
    return webhookDeliveries(id, input, this.#connection.asCaller(options));
  }

  /** Iterates over all deliveries of a webhook. `limit` is the size of a page. */
  allDeliveries(
    id: string,
    input?: Omit<ListDeliveriesInput, 'cursor'>,
    options?: CallOptions,
  ): AsyncGenerator<Delivery, void, undefined> {
    return itemsOf((cursor) => this.deliveries(id, { ...input, ...cursor }, options));
  }

  /** Sends the event of a delivery at once. Throws `conflict` if the webhook is disabled. */
  retryDelivery(webhook: Ref, deliveryId: string, options?: CallOptions): DoorstepCall<void> {
    return webhookRetryDelivery(idOf(webhook), deliveryId, this.#connection.asCaller(options));
  }
}
