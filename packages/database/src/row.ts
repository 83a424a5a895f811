import type { Choices } from './column-values.ts';
import { Prisma } from './generated/client.ts';

/** A model of the Prisma schema, such as `user` or `refreshToken`. */
export type Model = Uncapitalize<Prisma.ModelName>;

type Scalars<M extends Model> = Prisma.TypeMap['model'][Capitalize<M>]['payload']['scalars'];

/** A value as pg reads and writes it: an eight-byte integer as text, to lose no digit. */
type AsRead<T> = T extends bigint ? string : T;

/** A row of a model's table, by the field names of the schema. */
export type Row<M extends Model> = {
  [F in keyof Scalars<M>]: F extends keyof Choices<M>
    ? Choices<M>[F] | Extract<Scalars<M>[F], null>
    : AsRead<Scalars<M>[F]>;
};

export type Field<M extends Model> = keyof Row<M> & string;

const tables: Readonly<Record<Model, string>> = {
  tenant: 'tenants',
  user: 'users',
  session: 'sessions',
  refreshToken: 'refresh_tokens',
  mailedToken: 'mailed_tokens',
  mail: 'mails',
  address: 'addresses',
  customerWord: 'customer_words',
  idempotencyKey: 'idempotency_keys',
  auditEvent: 'audit_events',
  auditValue: 'audit_values',
  auditSeal: 'audit_seals',
  auditSealing: 'audit_sealing',
  erasureReceipt: 'erasure_receipts',
  securityCount: 'security_counts',
  userRefusal: 'user_refusals',
  apiKey: 'api_keys',
  export: 'exports',
  import: 'imports',
  importPart: 'import_parts',
  importFault: 'import_faults',
  webhook: 'webhooks',
  delivery: 'deliveries',
  deliveryAttempt: 'delivery_attempts',
  rateLimit: 'rate_limits',
};

export const tableOf = (model: Model): string => tables[model];

/** The fields of a model in the order of the schema, without the given ones. A column added later is among them. */
export const fieldsBut = <M extends Model, F extends Field<M> = never>(
  model: M,
  without: readonly F[] = [],
): Exclude<Field<M>, F>[] => {
  const name = (model.charAt(0).toUpperCase() + model.slice(1)) as Prisma.ModelName;
  const fields = Object.keys(Prisma[`${name}ScalarFieldEnum`]) as Field<M>[];
  return fields.filter((field): field is Exclude<Field<M>, F> => !(without as readonly string[]).includes(field));
};

/** The column of a field. The schema maps every field to its name in snake case, and nothing else. */
export const columnOf = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
