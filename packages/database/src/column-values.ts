import type { Prisma } from './generated/client.ts';

type Fields<M extends string> =
  Capitalize<M> extends keyof Prisma.TypeMap['model']
    ? keyof Prisma.TypeMap['model'][Capitalize<M>]['payload']['scalars']
    : never;

type Words = { readonly [M in Uncapitalize<Prisma.ModelName>]?: { readonly [F in Fields<M>]?: readonly string[] } };

/** The words that a text column may hold, by model and field. A CHECK in the database holds the same ones. */
export const columnValues = {
  tenant: { status: ['active', 'inactive'] },
  user: {
    role: ['customer', 'owner', 'admin', 'support', 'reviewer', 'developer', 'auditor'],
    status: ['active', 'inactive', 'invited'],
  },
  mailedToken: { kind: ['reset', 'verify', 'change', 'undo', 'invite'] },
  export: { format: ['ndjson', 'zip'], actor: ['staff', 'key', 'operator'] },
  import: {
    mode: ['validate', 'upsert'],
    state: ['queued', 'running', 'finished', 'failed', 'cancelled'],
    actor: ['staff', 'key', 'operator'],
  },
  webhook: { payload: ['full', 'thin'], status: ['enabled', 'disabled'], disabledReason: ['failing', 'gone'] },
  delivery: { state: ['pending', 'delivered', 'failed'] },
  address: { proofStatus: ['none', 'pending', 'approved', 'rejected'] },
} as const satisfies Words;

/** The fields of a model that hold one of some words, each with its words. */
export type Choices<M> = M extends keyof typeof columnValues
  ? { [F in keyof (typeof columnValues)[M]]: Extract<(typeof columnValues)[M][F], readonly string[]>[number] }
  : Record<never, never>;
