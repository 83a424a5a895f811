import { columnOf, type Field, fieldsBut, type Model, type Row, tableOf } from './row.ts';

/** What PostgreSQL must call the type of a result column, for its values to arrive as `T`. */
export type Column<T> = {
  readonly kind: 'text' | 'number' | 'boolean' | 'timestamp' | 'json' | 'bytes' | 'model';
  /** The type of the values. There is no such property. */
  readonly value?: T;
};

/** The columns of a result, by the fields that they become. */
export type Columns<Result> = { readonly [F in keyof Result]: Column<Result[F]> };

/**
 * A statement that is written once, and that PostgreSQL parses once per connection. The suite `statements.test.ts` prepares
 * every statement against a migrated database and compares its columns with those named here.
 */
export type Statement<Result> = {
  /** Unique: PostgreSQL knows the plan by it. */
  readonly name: string;
  readonly text: string;
  readonly columns: Columns<Result>;
};

/** A row of a statement's result. */
export type ResultOf<S> = S extends Statement<infer Result> ? Result : never;

/** What a statement answers that is run for its effect, or only for how many rows it finds. */
export type NoColumns = Record<never, never>;

/** Null for NULL. An object is written as JSON. */
export type Value = string | number | boolean | Date | Uint8Array | readonly string[] | JsonObject | null;
type JsonObject = { readonly [key: string]: string | number | boolean | null };

/** The kinds of columns that belong to no model. */
export const column = {
  /** Text, UUIDs and enums. */
  text: { kind: 'text' } as Column<string>,
  number: { kind: 'number' } as Column<number>,
  boolean: { kind: 'boolean' } as Column<boolean>,
  timestamp: { kind: 'timestamp' } as Column<Date>,
  bytes: { kind: 'bytes' } as Column<Uint8Array>,
  /** The reader must validate its content. */
  json: { kind: 'json' } as Column<unknown>,
};

export const nullable = <T>({ kind }: Column<T>): Column<T | null> => ({ kind });

/** A text column that holds one of some words, as a CHECK in the database promises. */
export const oneOf = <T extends string>(): Column<T> => ({ kind: 'text' });

const statements = new Map<string, Statement<unknown>>();

/** All statements of the modules that have been loaded. */
export const registeredStatements = (): Statement<unknown>[] => [...statements.values()];

/** Any statement. Throws where the name is taken: PostgreSQL would run one text for both. */
export const statement = <Result>(name: string, columns: Columns<Result>, text: string): Statement<Result> => {
  if (statements.has(name)) throw new Error(`There are two statements ${name}`);
  const made = { name, columns, text: text.replaceAll(/\s+/g, ' ').trim() };
  statements.set(name, made);
  return made;
};

/** A statement that answers no columns. */
export const command = (name: string, text: string): Statement<NoColumns> => statement(name, {}, text);

/** The result columns of some fields of a model. */
export const columnsOf = <M extends Model, F extends Field<M>>(
  _model: M,
  fields: readonly F[],
): Columns<Pick<Row<M>, F>> =>
  Object.fromEntries(fields.map((field) => [field, { kind: 'model' }])) as Columns<Pick<Row<M>, F>>;

/** The same fields for a SELECT from the model's table. */
export const columnList = <M extends Model>(model: M, fields: readonly Field<M>[]): string =>
  fields.map((field) => `${tableOf(model)}.${columnOf(field)} AS "${field}"`).join(', ');

/**
 * Reads rows of one model.
 *
 * @param rest The text behind the table's name: `WHERE …`, with parameters from `$1` on.
 * @param without Fields that stay in the database, such as secrets.
 */
export const selectFrom = <M extends Model, Without extends Field<M> = never>(
  name: string,
  model: M,
  rest: string,
  without: readonly Without[] = [],
): Statement<Pick<Row<M>, Exclude<Field<M>, Without>>> => {
  const fields = fieldsBut(model, without);
  return statement(
    name,
    columnsOf(model, fields),
    `SELECT ${columnList(model, fields)} FROM ${tableOf(model)} ${rest}`,
  );
};

/** Writes one row: the statement and its values, as `send` takes them. */
export type RowStatement<Given> = (row: Given) => readonly [statement: Statement<NoColumns>, values: Value[]];

const rowStatement = <Given extends object>(
  written: Statement<NoColumns>,
  fields: readonly string[],
): RowStatement<Given> => {
  return (row) => [written, fields.map((field) => (row as Record<string, Value>)[field] ?? null)];
};

/** Inserts a whole row, or the given fields of one whose others have a default in the database. */
export const insertInto = <M extends Model, F extends Field<M> = Field<M>>(
  name: string,
  model: M,
  fields: readonly F[] = fieldsBut(model) as F[],
): RowStatement<Pick<Row<M>, F>> => {
  const parameters = fields.map((_, index) => `$${index + 1}`).join(', ');
  const columns = fields.map(columnOf).join(', ');
  return rowStatement(command(name, `INSERT INTO ${tableOf(model)} (${columns}) VALUES (${parameters})`), fields);
};

/** Writes many rows with one statement. */
export type RowsStatement<Given> = (
  rows: readonly Given[],
) => readonly [statement: Statement<NoColumns>, values: Value[]];

/** Inserts rows as {@link insertInto} does, with one statement for all. No field may hold bytes. */
export const insertAllInto = <M extends Model, F extends Field<M> = Field<M>>(
  name: string,
  model: M,
  fields: readonly F[] = fieldsBut(model) as F[],
): RowsStatement<Pick<Row<M>, F>> => {
  const table = tableOf(model);
  const columns = fields.map(columnOf).join(', ');
  const written = command(
    name,
    `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1::json)`,
  );
  const toJson = (row: Pick<Row<M>, F>) => Object.fromEntries(fields.map((field) => [columnOf(field), row[field]]));
  return (rows) => [written, [JSON.stringify(rows.map(toJson))]];
};

type ModelWithId = { [M in Model]: Row<M> extends { tenantId: string; id: string } ? M : never }[Model];

/**
 * Writes fields of the row with a tenant and an id.
 *
 * @param fields Those that may change. The row given must hold all of them.
 */
export const updateOf = <M extends ModelWithId, F extends Field<M>>(
  name: string,
  model: M,
  fields: readonly F[],
): RowStatement<Pick<Row<M>, F> & { tenantId: string; id: string }> => {
  const set = fields.map((field, index) => `${columnOf(field)} = $${index + 3}`).join(', ');
  const text = `UPDATE ${tableOf(model)} SET ${set} WHERE tenant_id = $1 AND id = $2`;
  return rowStatement(command(name, text), ['tenantId', 'id', ...fields]);
};
