import { Prisma } from './generated/client.ts';

/**
 * A statement that is written once, planned once a connection, and typed by Prisma's schema: for the paths that every
 * request takes, where composing a query anew costs more than running it.
 */
export type Statement<Row> = {
  /** Unique: PostgreSQL knows the plan by it. */
  readonly name: string;
  readonly text: string;
  /** The rows' type; there is no such value. */
  readonly row?: Row;
};

/** Null for NULL, everything else as Prisma would take it. */
export type Value = string | number | boolean | Date | Uint8Array | readonly string[] | null;

type Rows = {
  tenant: Prisma.TenantGetPayload<object>;
  user: Prisma.UserGetPayload<object>;
  address: Prisma.AddressGetPayload<object>;
  session: Prisma.SessionGetPayload<object>;
  refreshToken: Prisma.RefreshTokenGetPayload<object>;
};
type Model = keyof Rows;

const models = {
  tenant: { table: 'tenants', fields: Prisma.TenantScalarFieldEnum },
  user: { table: 'users', fields: Prisma.UserScalarFieldEnum },
  address: { table: 'addresses', fields: Prisma.AddressScalarFieldEnum },
  session: { table: 'sessions', fields: Prisma.SessionScalarFieldEnum },
  refreshToken: { table: 'refresh_tokens', fields: Prisma.RefreshTokenScalarFieldEnum },
} as const;

const names = new Set<string>();

/** Any statement. Throws where the name is taken: two texts under one name would be one of them. */
export const statement = <Row>(name: string, text: string): Statement<Row> => {
  if (names.has(name)) throw new Error(`There are two statements ${name}`);
  names.add(name);
  return { name, text: text.replaceAll(/\s+/g, ' ').trim() };
};

// The schema maps every field to its name in snake case, and nothing else.
const columnOf = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The columns of some fields of a model for a SELECT from its table, each under its field's name. */
export const columnList = <M extends Model>(model: M, fields: readonly (keyof Rows[M] & string)[]): string =>
  fields.map((field) => `${models[model].table}.${columnOf(field)} AS "${field}"`).join(', ');

/**
 * Reads rows of one model.
 *
 * @param without Fields that stay in the database: secrets.
 * @param rest What follows the table's name: `WHERE …`, with parameters `$1` and on.
 */
export const selectFrom = <M extends Model, Without extends keyof Rows[M] = never>(
  name: string,
  model: M,
  rest: string,
  without: readonly Without[] = [],
): Statement<Omit<Rows[M], Without>> => {
  const columns = columnList(model, fieldsBut(model, without as readonly (Without & string)[]));
  return statement(name, `SELECT ${columns} FROM ${models[model].table} ${rest}`);
};

/** A statement that writes one row, and how its parameters are taken from that row. */
export type RowStatement<Row> = {
  readonly statement: Statement<never>;
  readonly values: (row: Row) => Value[];
};

const take =
  <Row extends object>(fields: readonly string[]) =>
  (row: Row): Value[] =>
    fields.map((field) => (row as Record<string, Value>)[field] ?? null);

/** Inserts a whole row. */
export const insertInto = <M extends Model>(name: string, model: M): RowStatement<Rows[M]> => {
  const { table } = models[model];
  const fields = Object.keys(models[model].fields);
  const parameters = fields.map((_, index) => `$${index + 1}`).join(', ');
  const columns = fields.map(columnOf).join(', ');
  return {
    statement: statement(name, `INSERT INTO ${table} (${columns}) VALUES (${parameters})`),
    values: take(fields),
  };
};

/** The fields of a model but for some: a column that is added later is among them. */
export const fieldsBut = <M extends Model, F extends keyof Rows[M] & string>(
  model: M,
  without: readonly F[],
): Exclude<keyof Rows[M] & string, F>[] =>
  Object.keys(models[model].fields).filter(
    (field): field is Exclude<keyof Rows[M] & string, F> => !without.includes(field as F),
  );

/**
 * Writes fields of the row of one tenant and id.
 *
 * @param fields Those that may change; the row given must hold them all.
 */
export const updateOf = <M extends Exclude<Model, 'tenant'>, F extends keyof Rows[M] & string>(
  name: string,
  model: M,
  fields: readonly F[],
): RowStatement<Pick<Rows[M], F> & { tenantId: string; id: string }> => {
  const set = fields.map((field, index) => `${columnOf(field)} = $${index + 3}`).join(', ');
  return {
    statement: statement(name, `UPDATE ${models[model].table} SET ${set} WHERE tenant_id = $1 AND id = $2`),
    values: take(['tenantId', 'id', ...fields]),
  };
};
