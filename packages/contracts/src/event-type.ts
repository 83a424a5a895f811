import { z } from 'zod';

/** The kinds of objects that events are about. */
export type EventObject = 'customer' | 'address' | 'session' | 'key' | 'webhook' | 'import';

/** The types of events that clients can rely on, with the kind of their object and their meaning. */
export const eventTypes = {
  'customer.created': {
    object: 'customer',
    description: 'A customer registered, or was created by staff, a system or an import.',
  },
  'customer.updated': { object: 'customer', description: 'Fields of a customer changed.' },
  'customer.email_changed': { object: 'customer', description: 'The e-mail of a customer changed.' },
  'customer.verified': { object: 'customer', description: 'A customer confirmed the e-mail.' },
  'customer.blocked': { object: 'customer', description: 'A customer was blocked.' },
  'customer.unblocked': { object: 'customer', description: 'The block of a customer was removed.' },
  'customer.erasure_requested': { object: 'customer', description: 'A customer will be erased.' },
  'customer.erasure_cancelled': { object: 'customer', description: 'A customer will not be erased after all.' },
  'customer.erased': { object: 'customer', description: 'A customer was erased with all personal data.' },
  'address.created': { object: 'address', description: 'A customer has a new address.' },
  'address.updated': { object: 'address', description: 'Fields of an address changed.' },
  'address.deleted': { object: 'address', description: 'An address was deleted. It can be restored for some time.' },
  'address.restored': { object: 'address', description: 'A deleted address was restored.' },
  'address.purged': { object: 'address', description: 'A deleted address can no longer be restored.' },
  'address.default_changed': {
    object: 'address',
    description: 'An address became or ceased to be a default, because another one changed.',
  },
  'proof.submitted': { object: 'address', description: 'A proof of address waits for a decision.' },
  'proof.approved': { object: 'address', description: 'A proof of address was approved.' },
  'proof.rejected': { object: 'address', description: 'A proof of address was rejected.' },
  'session.started': { object: 'session', description: 'A customer signed in.' },
  'session.ended': { object: 'session', description: 'A session was ended by its customer or by the server.' },
  'key.created': { object: 'key', description: 'An API key was created.' },
  'key.rotated': { object: 'key', description: 'An API key was replaced. It ends after its overlap.' },
  'key.revoked': { object: 'key', description: 'An API key was revoked.' },
  'webhook.disabled': {
    object: 'webhook',
    description: 'A webhook was disabled, because its deliveries failed or its receiver is gone.',
  },
  'webhook.test': { object: 'webhook', description: 'A test of a webhook, which is sent to this webhook alone.' },
  'import.finished': { object: 'import', description: 'An import ended.' },
} as const satisfies Record<`${string}.${string}`, { object: EventObject; description: string }>;

export type EventType = keyof typeof eventTypes;

/** A type of event, as a client names it. */
export const eventType = z.enum(Object.keys(eventTypes) as [EventType, ...EventType[]]);
