import { z } from 'zod';
import type { Contract } from './contract.ts';
import { rowId, timestamp } from './text.ts';

// Never the value itself where that says where somebody lives or who they are.
const shown = z.union([z.string(), z.boolean(), z.null()]).meta({
  description:
    'Texts, e-mails and phones are masked, but for the reason of a rejection; an image or a location is `set` or `none`; null where there was no value.',
});

const Change = z.object({ field: z.string(), before: shown, after: shown });

/** One thing that was done to a customer's data, as the customer may read it. */
export const Activity = z
  .object({
    id: rowId,
    at: timestamp,
    action: z.string().meta({ description: 'What was done to what.', example: 'address.updated' }),
    entity_id: rowId.nullable().meta({ description: 'The id of what it was done to.' }),
    by: z.enum(['self', 'staff', 'system']),
    device: z.string().nullable().meta({ description: 'The User-Agent, where it was the customer.' }),
    changes: z.array(Change),
  })
  .meta({ id: 'Activity' });
export type Activity = z.output<typeof Activity>;
export type ActivityChange = Activity['changes'][number];

export const ListActivityInput = z.object({
  limit: z.int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional().meta({ description: '`next_cursor` of the page before.' }),
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
    summary: 'List what was done to my data',
    description: 'Newest first. `next_cursor` is null on the last page.',
  },
  access: 'customer',
  input: ListActivityInput,
  output: ActivityPage,
} as const satisfies Contract;
