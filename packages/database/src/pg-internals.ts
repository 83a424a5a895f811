import { createRequire } from 'node:module';
import pg from 'pg';

// The private parts of pg that this package uses. They have no types, and a release may change them. No other file uses them,
// and assertPgInternals() reports at start which one has changed.

/** The connection that a query is sent on. */
export type Wire = {
  /** The texts of named statements: those that PostgreSQL has parsed, and those without an answer yet. */
  parsedStatements: Record<string, string>;
  submittedNamedStatements: Record<string, string>;
  parse(message: { name: string; text: string }): void;
  bind(message: { statement: string; values: (string | Buffer | null)[] }): void;
  describe(message: object): void;
  execute(message: object): void;
  sync(): void;
  _send(message: Uint8Array): boolean;
  stream: { writable: boolean; write(bytes: Uint8Array): boolean };
};

export type RowDescription = { fields: { name: string; dataTypeID: number }[] };

/** The columns of a row as the server sends them. */
export type RawRow = (string | null)[];

/** Turns rows into objects, by the types of their columns. */
export type RowReader = { parseRow(row: RawRow): object };

type Result = RowReader & { addFields(fields: RowDescription['fields']): void };

export const rowReader = ({ fields }: RowDescription): RowReader => {
  const result = new (pg.Result as unknown as new () => Result)();
  result.addFields(fields);
  return result;
};

const utilsOf = (library: typeof pg) =>
  (library as unknown as { utils: { prepareValue(value: unknown): string | Buffer | null } }).utils;

/** Turns a value into the form in which Bind sends it. */
export const toParameter = (value: unknown): string | Buffer | null => utilsOf(pg).prepareValue(value);

/** The methods that a client calls on a query. */
type Handlers = { handleError(error: Error, wire: Wire): void };

/** The handlers of pg's own query, for a subclass that overrides them. */
export const inheritedHandlers = pg.Query.prototype as unknown as Handlers;

type QueryState = { name: string; text: string };

/** The state of a query. */
export const stateOf = (query: pg.Query): QueryState => query as unknown as QueryState;

export const wireOf = (client: pg.ClientBase): Wire => (client as unknown as { connection: Wire }).connection;

/** Makes the server parse and describe a named statement (frontend/backend protocol, "Parse"), without running it. */
export class Preparation extends pg.Query {
  constructor(name: string, text: string, callback: (error: Error | null, result: RowDescription) => void) {
    super(text, [], callback as ConstructorParameters<typeof pg.Query>[2]);
    stateOf(this).name = name;
  }

  requiresPreparation(): boolean {
    return true;
  }

  prepare(wire: Wire): void {
    const { name, text } = stateOf(this);
    wire.parse({ name, text });
    wire.submittedNamedStatements[name] = text;
    wire.describe({ type: 'S', name });
    wire.sync();
  }
}

type Shape = [part: string, value: unknown, type: 'function' | 'object' | 'boolean'];

const methodsOf = (part: string, prototype: object, names: string[]): Shape[] =>
  names.map((name) => [`${part}.${name}`, (prototype as Record<string, unknown>)[name], 'function']);

const propertiesOf = (part: string, of: object, names: string[]): Shape[] =>
  names.map((name) => [`${part}.${name}`, (of as Record<string, unknown>)[name], 'object']);

const shapesOf = (library: typeof pg): Shape[] => {
  const { Query, Result, Connection, Client } = library;
  const wire = new Connection({ stream: { writable: false } } as object as pg.ConnectionConfig);
  const client = new Client({ pipeline: true } as pg.ClientConfig);
  return [
    ...methodsOf('Query.prototype', Query.prototype, [
      ...['requiresPreparation', 'prepare', 'handleRowDescription', 'handleDataRow', 'handleCommandComplete'],
      ...['handleReadyForQuery', 'handleError', 'submit'],
    ]),
    ...methodsOf('Result.prototype', Result.prototype, ['addFields', 'parseRow']),
    ...methodsOf('utils', utilsOf(library), ['prepareValue']),
    ...methodsOf('Connection.prototype', Connection.prototype, [
      ...['parse', 'bind', 'describe', 'execute', 'sync', '_send'],
    ]),
    ...propertiesOf('Connection', wire, ['parsedStatements', 'submittedNamedStatements', 'stream']),
    ['Client.connection', wireOf(client), 'object'],
    ['Client.pipeline', (client as unknown as { pipeline: unknown }).pipeline, 'boolean'],
  ];
};

/** Throws an error with the version of pg if a private part that this package uses has changed. */
export const assertPgInternals = (library: typeof pg = pg): void => {
  const changed = shapesOf(library).filter(([, value, type]) => typeof value !== type);
  if (changed.length === 0) return;
  const { version } = createRequire(import.meta.url)('pg/package.json') as { version: string };
  const parts = changed.map(([part, value, type]) => `${part} is ${typeof value}, not ${type}`);
  throw new Error(`pg ${version} changed: ${parts.join('; ')}. See packages/database/src/pg-internals.ts.`);
};
