import { z } from 'zod';
import type { Contract } from './contract.ts';
import { customIssue } from './input-faults.ts';
import { rowId, timestamp } from './text.ts';
import { Upload } from './upload.ts';

const importMode = z.enum(['validate', 'upsert']);
const importState = z.enum(['queued', 'running', 'finished', 'failed', 'cancelled']);
export type ImportState = z.output<typeof importState>;

/** The most bytes of a file to import. */
export const maxImportBytes = 100_000_000;

const fault = z.object({ field: z.string(), code: z.string(), message: z.string() });

/** An import of customers from a file. */
export const Import = z
  .object({
    id: rowId,
    mode: importMode,
    state: importState,
    file_size: z.int().meta({ description: 'In bytes.' }),
    line: z.int().meta({ description: 'The line up to which the file was read.' }),
    created: z.int().meta({ description: 'New customers.' }),
    updated: z.int().meta({ description: 'Customers with a change, in themselves or in an address.' }),
    unchanged: z.int(),
    failed: z.int().meta({ description: 'Lines with a fault. `errors.ndjson` lists them.' }),
    failure: fault.nullable().meta({ description: 'Why the state is `failed`: the file as a whole cannot be read.' }),
    created_at: timestamp,
    started_at: timestamp.nullable(),
    finished_at: timestamp.nullable(),
    updated_at: timestamp,
    version: z.int(),
  })
  .meta({ id: 'Import' });
export type Import = z.output<typeof Import>;

const file = z
  .custom<Upload>((value) => value instanceof Upload, customIssue('required', { key: 'file_required' }))
  .meta({ type: 'string', format: 'binary', description: 'NDJSON or CSV in UTF-8, at most 100 MB.' });

export const CreateImportInput = z.object({
  file,
  mode: importMode.default('upsert').meta({ description: '`validate` finds the faults, and writes no customer.' }),
});
export type CreateImportInput = z.output<typeof CreateImportInput>;

export const ListImportsInput = z.object({
  state: importState.optional(),
  limit: z.int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional().meta({ description: '`next_cursor` of the previous page.' }),
});
export type ListImportsInput = z.output<typeof ListImportsInput>;

const ImportPage = z
  .object({ results: z.array(Import), next_cursor: z.string().nullable() })
  .meta({ id: 'ImportPage' });
export type ImportPage = z.output<typeof ImportPage>;

const byId = z.object({ id: rowId });
const access = { permission: 'imports:write' } as const;

export const createImport = {
  rest: {
    method: 'POST',
    path: '/imports/',
    status: 202,
    tags: ['imports'],
    summary: 'Import customers',
    description:
      'Each line is a customer with addresses. A line finds its customer by `external_id`, else by `email`, and creates the customer if there is none. A fault in one line does not stop the others. The import runs after the answer.',
  },
  access,
  input: CreateImportInput,
  output: Import,
  localized: true,
  files: ['file'],
  maxFileBytes: maxImportBytes,
  versioned: true,
  errors: ['conflict'],
} as const satisfies Contract;

export const listImports = {
  rest: {
    method: 'GET',
    path: '/imports/',
    status: 200,
    tags: ['imports'],
    summary: 'List imports',
    description: 'Newest first, of the last 30 days. `next_cursor` is null on the last page.',
  },
  access,
  input: ListImportsInput,
  output: ImportPage,
  localized: true,
} as const satisfies Contract;

export const getImport = {
  rest: { method: 'GET', path: '/imports/{id}/', status: 200, tags: ['imports'], summary: 'Get an import' },
  access,
  input: byId,
  output: Import,
  localized: true,
  versioned: true,
} as const satisfies Contract;

export const cancelImport = {
  rest: {
    method: 'DELETE',
    path: '/imports/{id}/',
    status: 204,
    tags: ['imports'],
    summary: 'Cancel an import',
    description: 'What was imported before stays. An import that has ended answers 409.',
  },
  access,
  input: byId,
  output: z.void(),
  errors: ['conflict'],
} as const satisfies Contract;

/** Served over REST alone, because the answer is a stream. Therefore no schema validates it. */
export const listImportFaults = {
  rest: {
    method: 'GET',
    path: '/imports/{id}/errors.ndjson/',
    status: 200,
    tags: ['imports'],
    summary: 'Read the faults of an import',
    description:
      'One JSON object a line, with `line`, `field`, `code` and `message`, in the order of the lines of the file.',
  },
  access,
  input: byId,
  output: z.unknown(),
  localized: true,
} as const satisfies Contract;
