import { z } from 'zod';
import type { Contract } from './contract.ts';
import { rowId, timestamp } from './text.ts';

// The trail may be read on a stolen session, so it never shows where a customer lives or who they are.
const maskedValue = z.union([z.string(), z.boolean(), z.null()]).meta({
  description:
    'Texts, e-mails and phones are masked, except the reason of a rejection. An image or a location is `set` or `none`. Null means no value.',
});

const Change = z.object({ field: z.string(), before: maskedValue, after: maskedValue });

/** One change of a customer's data, as the customer sees it. */
export const Activity = z
  .object({
    id: rowId,
    at: timestamp,
    action: z.string().meta({ description: 'The resource and what happened to it.', example: 'address.updated' }),
    entity_id: rowId.nullable().meta({ description: 'The id of the changed resource.' }),
    by: z.enum(['self', 'staff', 'key', 'system']).meta({
      description: 'Who made the change. `key` is a system of the tenant with an API key.',
    }),
    key_name: z.string().nullable().meta({ description: 'The name of the API key. Null for other changes.' }),
    device: z
      .string()
      .nullable()
      .meta({ description: 'The User-Agent of the customer. Null for a change by anyone else.' }),
    changes: z.array(Change),
  })
  .meta({ id: 'Activity' });
export type Activity = z.output<typeof Activity>;
export type ActivityChange = Activity['changes'][number];

export const ListActivityInput = z.object({
  limit: z.int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional().meta({ description: '`next_cursor` of the previous page.' }),
});
export type ListActivityInput = z.output<typeof ListActivityInput>;

const ActivityPage = z
  .object({ results: z.array(Activity), next_cursor: z.string().nullable() })
  .meta({ id: 'ActivityPage' });
export type ActivityPage = z.output<typeof ActivityPage>;

export const listActivity = {
  rest: {
    method: 'GET',
    path: '/customer/activity/',
    status: 200,
    tags: ['activity'],
    summary: 'List the changes of my data',
    description: 'Newest first. `next_cursor` is null on the last page.',
  },
  access: 'customer',
  byTenant: 'customers:read',
  input: ListActivityInput,
  output: ActivityPage,
} as const satisfies Contract;
