import pg from 'pg';
import {
  inheritedHandlers,
  Preparation,
  type RowDescription,
  type RowReader,
  stateOf,
  type Wire,
} from './pg-internals.ts';
import { column, statement } from './statement.ts';
import type { Caller } from './transaction-context.ts';

// A lone statement has no BEGIN that could say that it only reads.
const entrance = statement(
  'enter_read_only',
  { enter: column.text, set_config: column.text },
  `SELECT enter($1::uuid, $2::uuid, $3::uuid), set_config('transaction_read_only', 'on', true)`,
);

/** Prepares what every lone {@link StatementQuery} on a connection begins with. Must be the connection's first query. */
export const prepareEntrance = (client: pg.ClientBase): void => {
  // A failure reaches the reads behind it: they find no such statement, and the connection is given up.
  client.query(new Preparation(entrance.name, entrance.text, () => {}));
};

type Options = {
  /** The name under which PostgreSQL prepares the statement. */
  name: string;
  /** The caller of a lone read. A transaction has entered already. */
  caller?: Caller;
  callback: (error: Error | null, result: pg.QueryResult) => void;
};

/**
 * What a connection has learned of the statements prepared on it (null: no rows), and the same connection with nothing to
 * describe.
 */
type Known = { readers: Map<string, RowReader | null>; undescribed: Wire };
const connections = new WeakMap<Wire, Known>();

const knownOf = (wire: Wire): Known => {
  const known = connections.get(wire) ?? {
    readers: new Map(),
    undescribed: Object.assign(Object.create(wire) as Wire, { describe: () => {} }),
  };
  connections.set(wire, known);
  return known;
};

/**
 * A named statement as pg sends it, but for two things.
 *
 * A lone read has its caller's entrance before it and one Sync behind both. PostgreSQL runs what comes before a Sync as
 * one transaction (frontend/backend protocol, "Extended Query"), so the read needs no BEGIN and no COMMIT of its own, and
 * is skipped when the entrance refuses.
 *
 * A prepared statement is described once a connection: its columns stay what they are, or PostgreSQL refuses to run it.
 */
export class StatementQuery extends pg.Query {
  readonly #caller: Caller | undefined;
  #named = true;
  #entered: boolean;
  #reader: RowReader | null = null;

  constructor(text: string, values: unknown[], { name, caller, callback }: Options) {
    // Given as a text: a query object would be copied, property by property.
    super(text, values, callback as ConstructorParameters<typeof pg.Query>[2]);
    this.#caller = caller;
    this.#entered = caller === undefined;
    stateOf(this).name = name;
  }

  /** True also without parameters, because a simple query cannot follow the entrance under one Sync. */
  requiresPreparation(): boolean {
    return true;
  }

  prepare(wire: Wire): void {
    if (this.#caller) this.#enter(wire, this.#caller);
    if (this.#named && this.#isUnderWay(wire)) this.#withoutName();
    const { readers, undescribed } = knownOf(wire);
    const reader = this.#named ? readers.get(stateOf(this).name) : undefined;
    if (reader) {
      inheritedHandlers.handleRowDescription.call(this, { fields: [] });
      Object.assign(stateOf(this)._result, reader);
    }
    inheritedHandlers.prepare.call(this, reader === undefined ? wire : undescribed);
  }

  #enter(wire: Wire, { tenantId, userId, sessionId }: Caller): void {
    wire.bind({ statement: entrance.name, values: [tenantId, userId, sessionId] });
    wire.execute({});
  }

  handleRowDescription(description: RowDescription): void {
    inheritedHandlers.handleRowDescription.call(this, description);
    const { fields, _parsers, _prebuiltEmptyResultObject } = stateOf(this)._result;
    this.#reader = { fields, _parsers, _prebuiltEmptyResultObject };
  }

  // The server answers the entrance with one row, which has no description and is not needed, and with a CommandComplete.

  handleDataRow(message: object): void {
    if (this.#entered) inheritedHandlers.handleDataRow.call(this, message);
  }

  handleCommandComplete(message: object, wire: Wire): void {
    if (!this.#entered) {
      this.#entered = true;
      return;
    }
    const { readers } = knownOf(wire);
    const { name } = stateOf(this);
    if (this.#named && !readers.has(name)) readers.set(name, this.#reader);
    inheritedHandlers.handleCommandComplete.call(this, message, wire);
  }

  /** Whether an unanswered query has sent the name. If its entrance is refused, PostgreSQL does not parse the statement. */
  #isUnderWay({ parsedStatements, submittedNamedStatements }: Wire): boolean {
    const { name } = stateOf(this);
    return !(name in parsedStatements) && name in submittedNamedStatements;
  }

  #withoutName(): void {
    this.#named = false;
    stateOf(this).name = '';
  }
}
