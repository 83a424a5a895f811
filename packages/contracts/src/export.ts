import { z } from 'zod';
import type { CustomerAddress } from './address.ts';
import type { Contract } from './contract.ts';
import type { Customer } from './customer.ts';
import { rowId, timestamp } from './text.ts';

/** The formats of an export, and the names of their files. */
export const exportFiles = { ndjson: 'customers.ndjson', zip: 'customers.zip' } as const;
export type ExportFormat = keyof typeof exportFiles;

const format = z.enum(Object.keys(exportFiles) as [ExportFormat, ...ExportFormat[]]).meta({
  description:
    '`ndjson` has one customer on each line, with the addresses. `zip` has the same lines in `customers.ndjson`, and the images beside it.',
});

/** An export of all customers of a tenant. */
export const Export = z
  .object({
    id: rowId,
    format,
    includes_proofs: z.boolean().meta({
      description:
        'Whether the archive has images of proofs. The export then requires the permission `proofs:read` too.',
    }),
    url: z.url().meta({
      description: 'The signed link to the file. It needs no token: anyone who has it can download all customers.',
    }),
    expires_at: timestamp.meta({ description: 'When the link expires. Get the export again for a new link.' }),
    actor: z
      .object({ kind: z.enum(['staff', 'key', 'operator']), id: rowId.nullable() })
      .meta({ description: 'Who created the export.' }),
    created_at: timestamp,
    updated_at: timestamp,
    version: z.int(),
  })
  .meta({ id: 'Export' });
export type Export = z.output<typeof Export>;

/** A line of an export. `profile_picture` and `proof_image` are the paths of the images in the archive. */
export type ExportedCustomer = Customer & { addresses: CustomerAddress[] };

export const CreateExportInput = z.object({ format: format.default('ndjson') });
export type CreateExportInput = z.output<typeof CreateExportInput>;

const byId = z.object({ id: rowId });

export const ListExportsInput = z.object({
  limit: z.int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional().meta({ description: '`next_cursor` of the previous page.' }),
});
export type ListExportsInput = z.output<typeof ListExportsInput>;

const ExportPage = z
  .object({ results: z.array(Export), next_cursor: z.string().nullable() })
  .meta({ id: 'ExportPage' });
export type ExportPage = z.output<typeof ExportPage>;

const access = { permission: 'exports:read' } as const;

export const listExports = {
  rest: {
    method: 'GET',
    path: '/exports/',
    status: 200,
    tags: ['exports'],
    summary: 'List exports',
    description:
      'Those of the last 30 days that have not been ended, newest first. `next_cursor` is null on the last page.',
  },
  access,
  input: ListExportsInput,
  output: ExportPage,
} as const satisfies Contract;

export const createExport = {
  rest: {
    method: 'POST',
    path: '/exports/',
    status: 201,
    tags: ['exports'],
    summary: 'Export all customers',
    description:
      'The answer has a signed link to the file. Nothing is stored: each download reads the customers of that moment. The link works for at least an hour, as long as the export has not been ended, and its creator has the permission. If one of this changes during a download, the file is cut off.',
  },
  access,
  input: CreateExportInput,
  output: Export,
  versioned: true,
} as const satisfies Contract;

export const getExport = {
  rest: { method: 'GET', path: '/exports/{id}/', status: 200, tags: ['exports'], summary: 'Get an export' },
  access,
  input: byId,
  output: Export,
  versioned: true,
} as const satisfies Contract;

export const endExport = {
  rest: {
    method: 'DELETE',
    path: '/exports/{id}/',
    status: 204,
    tags: ['exports'],
    summary: 'End an export',
    description: 'Its links stop working at once, and a running download is cut off.',
  },
  access,
  input: byId,
  output: z.void(),
} as const satisfies Contract;
