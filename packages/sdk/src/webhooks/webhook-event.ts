import type { Event } from '../generated/operations.ts';

type Delivered<Any> = Any extends { data: infer Data } ? Omit<Any, 'data'> & { data?: Data } : never;

/**
 * An event, as a webhook delivers it. Its `type` narrows its `data`, and `WebhookEvent<'address.created'>` is one type alone.
 * `data` is absent if the payload of the endpoint is `thin`. Ignore types that this version does not know: a newer server may
 * send more.
 */
export type WebhookEvent<Type extends Event['type'] = Event['type']> = Delivered<Extract<Event, { type: Type }>>;
