import { z } from 'zod';
import { Session } from './account.ts';
import { CustomerAddress } from './address.ts';
import { ApiKey } from './api-key.ts';
import type { Contract } from './contract.ts';
import { Customer } from './customer.ts';
import { type EventObject, type EventType, eventType, eventTypes } from './event-type.ts';
import { Import } from './import.ts';
import { rowId, timestamp } from './text.ts';
import { Webhook } from './webhook.ts';

/** A session, as staff and systems of the tenant see it. */
const CustomerSession = Session.omit({ current: true }).meta({ id: 'CustomerSession' });
export type CustomerSession = z.output<typeof CustomerSession>;

/** The form of the data of each kind of object. */
const objects = {
  customer: Customer,
  address: CustomerAddress,
  session: CustomerSession,
  key: ApiKey,
  webhook: Webhook,
  import: Import,
} as const satisfies Record<EventObject, z.ZodType>;

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const common = {
  id: rowId.meta({ description: 'The id of the event, and the `webhook-id` of its deliveries.' }),
  sequence: z.int().min(1).meta({ description: 'The place of the event in the audit trail of the tenant, from 1.' }),
  previous_hash: hash.meta({
    description: 'The `hash` of the event at the place before, in hexadecimal. Zeros for the first event.',
  }),
  hash: hash.meta({ description: 'SHA-256 over `previous_hash` and the recorded event, in hexadecimal.' }),
  occurred_at: timestamp,
  tenant_id: rowId,
  customer_id: rowId.nullable(),
  actor: z
    .object({ kind: z.enum(['customer', 'staff', 'key', 'system']), id: rowId.nullable() })
    .meta({ description: 'Who made the change.' }),
  changed: z.array(z.string()).meta({ description: 'The names of the changed fields. Empty after an erasure.' }),
};

/** Returns the name of the schema of a type in the API document. */
export const eventSchemaName = (type: EventType): string =>
  `${type.replaceAll(/(?:^|[._])([a-z])/g, (_, letter: string) => letter.toUpperCase())}Event`;

const schemaOf = (type: EventType) => {
  const { object, description } = eventTypes[type];
  return z
    .object({
      ...common,
      type: z.literal(type),
      object: z.object({
        type: z.literal(object),
        id: rowId,
        version: z.int().nullable().meta({ description: 'The version of `data`. Null without data.' }),
      }),
      data: objects[object].nullable().meta({
        description: 'The object when the event is read. Null if it no longer exists, or if you may not read it.',
      }),
    })
    .meta({ id: eventSchemaName(type), description });
};

/** A place of the trail whose action has no public type. It keeps the sequence complete. */
const OtherEvent = z.object({ ...common, type: z.literal('other'), object: z.null(), data: z.null() }).meta({
  id: 'OtherEvent',
  description: 'An action without a public type. It has a place, so that a reader can prove that no event is missing.',
});

/** The members of an event that depend on its type. */
type Typed<T extends EventType, O extends EventObject = (typeof eventTypes)[T]['object']> = {
  type: T;
  object: { type: O; id: string; version: number | null };
  data: z.output<(typeof objects)[O]> | null;
};

const eventSchemas = eventType.options.map(schemaOf);

/** An event of the audit trail. */
export type Event =
  | z.output<typeof OtherEvent>
  | { [T in EventType]: z.output<z.ZodObject<typeof common>> & Typed<T> }[EventType];
export const Event = z
  .discriminatedUnion('type', [OtherEvent, ...eventSchemas])
  .meta({ id: 'Event' }) as unknown as z.ZodType<Event>;

/** The longest wait for new events, in seconds. */
export const maxEventWait = 25;

export const ListEventsInput = z.object({
  after: z.int().min(0).default(0).meta({ description: '`next_after` of the previous answer. 0: from the beginning.' }),
  type: eventType.optional(),
  customer_id: rowId.optional(),
  limit: z.int().min(1).max(100).default(50),
  wait: z.int().min(0).max(maxEventWait).default(0).meta({
    description: 'How many seconds to wait for an event, if there is none yet.',
  }),
});
export type ListEventsInput = z.output<typeof ListEventsInput>;

export const EventPage = z
  .object({
    results: z.array(Event),
    next_after: z.int().meta({ description: 'The `after` of the next request.' }),
    sealed_to: z.int().meta({ description: 'The place of the newest event.' }),
  })
  .meta({ id: 'EventPage' });
export type EventPage = z.output<typeof EventPage>;

export const listEvents = {
  rest: {
    method: 'GET',
    path: '/events/',
    status: 200,
    tags: ['events'],
    summary: 'List events',
    description:
      'In the order of their places, from behind `after`. Without a filter, no place is missing. With one, an answer can be empty before the end: go on from `next_after` until it equals `sealed_to`. With `wait`, an answer without events waits for the next one.',
  },
  access: { permission: 'events:read' },
  input: ListEventsInput,
  output: EventPage,
} as const satisfies Contract;
