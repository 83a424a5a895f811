import { type EventObject, type EventType, eventType, eventTypes } from '@doorstep/contracts/event-type';
import type { Permission } from '@doorstep/contracts/permissions';
import type { CreateWebhookInput } from '@doorstep/contracts/webhook';

/** The permission to read each kind of object. An import has no personal data, so that its event alone is enough. */
const readPermissions: Record<EventObject, Permission | null> = {
  customer: 'customers:read',
  address: 'addresses:read',
  session: 'customers:read',
  key: 'keys:read',
  // Who creates a webhook may read it.
  webhook: null,
  import: null,
};

/** Returns the permissions that the data of a webhook's deliveries requires. */
export const permissionsOf = ({ types, payload }: Pick<CreateWebhookInput, 'types' | 'payload'>): Permission[] => {
  if (payload === 'thin') return [];
  const sent: readonly EventType[] = types.length > 0 ? types : eventType.options;
  return [...new Set(sent.flatMap((type) => readPermissions[eventTypes[type].object] ?? []))];
};
