import type { CustomerSession, Event } from '@doorstep/contracts/event';
import type { EventObject } from '@doorstep/contracts/event-type';
import type { Row } from '@doorstep/database/row';
import type { Transaction } from '@doorstep/database/transaction';
import { liveAddressesById } from '../addresses/address.statements.ts';
import { toCustomerAddress } from '../addresses/address-view.ts';
import { toApiKey } from '../api-keys/api-key.service.ts';
import { customersById } from '../customers/customer.statements.ts';
import { toCustomer } from '../customers/customer-view.ts';
import { type Localize, toImport } from '../imports/import-view.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { webhooksById } from '../webhooks/webhook.statements.ts';
import { toWebhook } from '../webhooks/webhook-view.ts';
import { apiKeysById, importsById, liveSessionsById } from './event.statements.ts';

/** The public form of an object. */
export type EventData = NonNullable<Exclude<Event, { type: 'other' }>['data']>;

type Deps = Pick<Dependencies, 'links' | 'now'>;
type Query = Transaction['query'];

/** Reads the objects of one kind by their ids. The policies of the database hide those that the caller may not read. */
type ReadObjects = (query: Query, values: [tenantId: string, ids: string[]], context: Context) => Promise<EventData[]>;
type Context = Deps & { localize: Localize };

const readers: Record<EventObject, ReadObjects> = {
  customer: async (query, values, { links, now }) =>
    (await query(customersById, values)).map((row) => toCustomer(row, links, now())),
  address: async (query, values, { links }) =>
    (await query(liveAddressesById, values)).map((row) => toCustomerAddress(row, links)),
  session: async (query, values, { now }) => (await query(liveSessionsById, [...values, now()])).map(toCustomerSession),
  key: async (query, values, { now }) => (await query(apiKeysById, values)).map((row) => toApiKey(row, now())),
  webhook: async (query, values, { now }) => (await query(webhooksById, values)).map((row) => toWebhook(row, now())),
  import: async (query, values, { localize }) =>
    (await query(importsById, values)).map((row) => toImport(row, localize)),
};

const toCustomerSession = (row: Row<'session'>): CustomerSession => ({
  id: row.id,
  device: row.agent,
  address: row.address,
  created_at: row.createdAt.toISOString(),
  last_used_at: row.lastUsedAt.toISOString(),
});

/** An object that an event is about. */
export type ObjectKey = { kind: EventObject; id: string };

/** Reads objects as they are now, by their ids. Those that no longer exist or that the caller may not read are missing. */
export const readObjects = async (
  query: Query,
  tenantId: string,
  objects: readonly ObjectKey[],
  context: Context,
): Promise<ReadonlyMap<string, EventData>> => {
  const read = Object.entries(readers).map(([kind, reader]) => {
    const ids = [...new Set(objects.flatMap((object) => (object.kind === kind ? [object.id] : [])))];
    return ids.length > 0 ? reader(query, [tenantId, ids], context) : [];
  });
  return new Map((await Promise.all(read)).flat().map((data) => [data.id, data]));
};
