import { z } from 'zod';
import type { Contract } from './contract.ts';
import { eventType } from './event-type.ts';
import { rowId, text, timestamp } from './text.ts';

/** The most webhooks of a tenant. */
export const maxWebhooks = 20;

const types = z
  .array(eventType)
  .max(eventType.options.length)
  .overwrite((given) => eventType.options.filter((type) => given.includes(type)))
  .meta({ description: 'The types of events to send. Empty: all types, with those of later versions.' });
const payload = z.enum(['full', 'thin']).meta({
  description:
    '`full` deliveries have the `data` of their object, for which you need permission. `thin` ones have none.',
});
const ordered = z.boolean().meta({
  description: 'Whether events are sent one at a time, in their order. A failing delivery holds back the later ones.',
});
const url = text({ min: 1, max: 2000 }).meta({
  description: 'An `https` URL on port 443, without credentials, of a public host. Redirects are not followed.',
  example: 'https://shop.example.com/doorstep',
});
const description = text({ max: 500 });

/** A URL of the tenant to which the API sends events, without its secret. */
export const Webhook = z
  .object({
    id: rowId,
    url: z.string(),
    types,
    description: z.string(),
    payload,
    ordered,
    status: z.enum(['enabled', 'disabled']),
    disabled_reason: z.enum(['failing', 'gone']).nullable().meta({
      description: '`failing`: no delivery succeeded for five days. `gone`: the URL answered with status 410.',
    }),
    failing_since: timestamp.nullable().meta({ description: 'The first failure since the last success.' }),
    scheduled_to: z.int().meta({ description: 'The place in the trail up to which events are in the deliveries.' }),
    secret_expires_at: timestamp.nullable().meta({
      description: 'Until when deliveries are also signed with the previous secret.',
    }),
    created_by: rowId.nullable().meta({ description: 'The member of staff or the key that created the webhook.' }),
    created_at: timestamp,
    updated_at: timestamp,
    version: z.int(),
  })
  .meta({ id: 'Webhook' });
export type Webhook = z.output<typeof Webhook>;

/** A webhook with its secret. No other answer contains it. */
export const WebhookWithSecret = Webhook.extend({
  secret: z.string().meta({
    description: 'The secret of the signatures (`whsec_…`). Store it now: the API shows it only once.',
  }),
}).meta({ id: 'WebhookWithSecret' });
export type WebhookWithSecret = z.output<typeof WebhookWithSecret>;

export const CreateWebhookInput = z.object({
  url,
  types: types.default([]),
  description: description.default(''),
  payload: payload.default('full'),
  ordered: ordered.default(false),
});
export type CreateWebhookInput = z.output<typeof CreateWebhookInput>;

const byId = z.object({ id: rowId });

export const UpdateWebhookInput = byId.extend({
  url: url.optional(),
  types: types.optional(),
  description: description.optional(),
  payload: payload.optional(),
  ordered: ordered.optional(),
});
export type UpdateWebhookInput = z.output<typeof UpdateWebhookInput>;

/** The longest time for which a replaced secret stays valid: a week, in seconds. */
export const maxSecretOverlapSeconds = 604_800;

export const RotateWebhookSecretInput = byId.extend({
  overlap_seconds: z.int().min(0).max(maxSecretOverlapSeconds).default(86_400).meta({
    description: 'For how long deliveries are signed with both secrets.',
  }),
});
export type RotateWebhookSecretInput = z.output<typeof RotateWebhookSecretInput>;

export const ReplayWebhookInput = byId.extend({
  from_sequence: z.int().min(1).optional().meta({ description: 'Sends all events from this place on again.' }),
  event_id: rowId.optional().meta({ description: 'Sends this event again.' }),
});
export type ReplayWebhookInput = z.output<typeof ReplayWebhookInput>;

const page = {
  limit: z.int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional().meta({ description: '`next_cursor` of the previous page.' }),
};

export const ListWebhooksInput = z.object(page);
export type ListWebhooksInput = z.output<typeof ListWebhooksInput>;

const WebhookPage = z
  .object({ results: z.array(Webhook), next_cursor: z.string().nullable() })
  .meta({ id: 'WebhookPage' });
export type WebhookPage = z.output<typeof WebhookPage>;

const deliveryState = z.enum(['pending', 'delivered', 'failed']);
export type DeliveryState = z.output<typeof deliveryState>;

const DeliveryAttempt = z
  .object({
    at: timestamp,
    status: z.int().nullable().meta({ description: 'The HTTP status. Null if there was no answer.' }),
    failure: z.string().nullable().meta({ description: 'Why there was no answer, such as `timeout`.' }),
    duration_ms: z.int(),
    answer: z.string().nullable().meta({
      description: 'The first 1 kB of the answer. Null without one, and after an erasure of the customer.',
    }),
  })
  .meta({ id: 'DeliveryAttempt' });

/** An event on its way to a webhook. */
export const Delivery = z
  .object({
    id: rowId,
    event_id: rowId.meta({ description: 'The `webhook-id` of each attempt.' }),
    event_type: z.string(),
    sequence: z.int(),
    state: deliveryState,
    attempts: z.array(DeliveryAttempt),
    next_attempt_at: timestamp.nullable(),
    created_at: timestamp,
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.output<typeof Delivery>;

export const ListDeliveriesInput = byId.extend({ state: deliveryState.optional(), ...page });
export type ListDeliveriesInput = z.output<typeof ListDeliveriesInput>;

const DeliveryPage = z
  .object({ results: z.array(Delivery), next_cursor: z.string().nullable() })
  .meta({ id: 'DeliveryPage' });
export type DeliveryPage = z.output<typeof DeliveryPage>;

export const RetryDeliveryInput = byId.extend({ delivery_id: rowId });
export type RetryDeliveryInput = z.output<typeof RetryDeliveryInput>;

const tags: ['webhooks'] = ['webhooks'];

export const listWebhooks = {
  rest: {
    method: 'GET',
    path: '/tenant/webhooks/',
    status: 200,
    tags,
    summary: 'List webhooks',
    description: 'Newest first. `next_cursor` is null on the last page.',
  },
  access: { permission: 'webhooks:read' },
  input: ListWebhooksInput,
  output: WebhookPage,
} as const satisfies Contract;

export const createWebhook = {
  rest: {
    method: 'POST',
    path: '/tenant/webhooks/',
    status: 201,
    tags,
    summary: 'Create a webhook',
    description:
      'Events from now on are sent to the URL. The answer contains the secret of the signatures, which the API shows only once.',
  },
  access: { permission: 'webhooks:write' },
  input: CreateWebhookInput,
  output: WebhookWithSecret,
  versioned: true,
  errors: ['webhook_limit_reached', 'permission_denied'],
} as const satisfies Contract;

export const getWebhook = {
  rest: { method: 'GET', path: '/tenant/webhooks/{id}/', status: 200, tags, summary: 'Get a webhook' },
  access: { permission: 'webhooks:read' },
  input: byId,
  output: Webhook,
  versioned: true,
} as const satisfies Contract;

export const updateWebhook = {
  rest: {
    method: 'PATCH',
    path: '/tenant/webhooks/{id}/',
    status: 200,
    tags,
    summary: 'Change a webhook',
    description: 'An absent field keeps its value.',
  },
  access: { permission: 'webhooks:write' },
  input: UpdateWebhookInput,
  output: Webhook,
  versioned: true,
  precondition: true,
} as const satisfies Contract;

export const deleteWebhook = {
  rest: {
    method: 'DELETE',
    path: '/tenant/webhooks/{id}/',
    status: 204,
    tags,
    summary: 'Delete a webhook',
    description: 'Its deliveries are deleted as well.',
  },
  access: { permission: 'webhooks:write' },
  input: byId,
  output: z.void(),
  precondition: true,
} as const satisfies Contract;

export const rotateWebhookSecret = {
  rest: {
    method: 'POST',
    path: '/tenant/webhooks/{id}/rotate-secret/',
    status: 200,
    tags,
    summary: 'Replace the secret of a webhook',
    description: 'Deliveries have signatures of both secrets until `overlap_seconds` have passed.',
  },
  access: { permission: 'webhooks:write' },
  input: RotateWebhookSecretInput,
  output: WebhookWithSecret,
  versioned: true,
  precondition: true,
} as const satisfies Contract;

export const testWebhook = {
  rest: {
    method: 'POST',
    path: '/tenant/webhooks/{id}/test/',
    status: 202,
    tags,
    summary: 'Send a test event',
    description: 'Sends an event of the type `webhook.test` to this webhook alone, whatever its types.',
  },
  access: { permission: 'webhooks:write' },
  input: byId,
  output: z.void(),
} as const satisfies Contract;

export const enableWebhook = {
  rest: {
    method: 'POST',
    path: '/tenant/webhooks/{id}/enable/',
    status: 200,
    tags,
    summary: 'Enable a webhook',
    description: 'Sends what was not delivered, in the order of the events. Also ends a pause after failures.',
  },
  access: { permission: 'webhooks:write' },
  input: byId,
  output: Webhook,
  versioned: true,
  precondition: true,
} as const satisfies Contract;

export const replayWebhook = {
  rest: {
    method: 'POST',
    path: '/tenant/webhooks/{id}/replay/',
    status: 202,
    tags,
    summary: 'Send events again',
    description: 'Give either `from_sequence` or `event_id`.',
  },
  access: { permission: 'webhooks:write' },
  input: ReplayWebhookInput,
  output: z.void(),
} as const satisfies Contract;

export const listDeliveries = {
  rest: {
    method: 'GET',
    path: '/tenant/webhooks/{id}/deliveries/',
    status: 200,
    tags,
    summary: 'List the deliveries of a webhook',
    description: 'Newest first, of the last 30 days. `next_cursor` is null on the last page.',
  },
  access: { permission: 'webhooks:read' },
  input: ListDeliveriesInput,
  output: DeliveryPage,
} as const satisfies Contract;

export const retryDelivery = {
  rest: {
    method: 'POST',
    path: '/tenant/webhooks/{id}/deliveries/{delivery_id}/retry/',
    status: 202,
    tags,
    summary: 'Retry a delivery',
    description: 'Sends the event at once, whatever the state of the delivery.',
  },
  access: { permission: 'webhooks:write' },
  input: RetryDeliveryInput,
  output: z.void(),
} as const satisfies Contract;
