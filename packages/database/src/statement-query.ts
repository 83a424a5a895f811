import pg from 'pg';
import type { Caller } from './opening.ts';

const name = 'enter_read_only';
// A lone statement has no BEGIN that could say that it only reads.
const text = `SELECT enter($1::uuid, $2::uuid, $3::uuid), set_config('transaction_read_only', 'on', true)`;

/** Prepares on a new connection what every lone {@link StatementQuery} on it begins with. */
export const entrance = `PREPARE ${name} (uuid, uuid, uuid) AS ${text}`;

/** What pg's connection offers to a query that is being sent; its types leave it out. */
type Wire = {
  /** The texts of statements by their names: those that PostgreSQL has read, and those that were sent and not answered. */
  parsedStatements: Record<string, string>;
  submittedNamedStatements: Record<string, string>;
  parse(message: { name: string; text: string }): void;
  bind(message: { statement: string; values: (string | null)[] }): void;
  describe(message: object): void;
  execute(message: object): void;
};

type Description = { fields: object[] };

/** The methods of pg's query that its client calls; its types leave them out. */
type Handlers = {
  prepare(wire: Wire): void;
  handleRowDescription(description: Description): void;
  handleDataRow(message: object): void;
  handleCommandComplete(message: object, wire: Wire): void;
};
const inherited = pg.Query.prototype as unknown as Handlers;

/** What pg's query holds; its types leave it out. */
type State = {
  name: string;
  _result: { fields: object[]; _parsers: unknown; _prebuiltEmptyResultObject: unknown };
};

/** What pg's result has made of a description, to read each row with. */
type Reading = Pick<State['_result'], 'fields' | '_parsers' | '_prebuiltEmptyResultObject'>;

type Options = {
  /** What PostgreSQL is to know the statement by; empty for one that is used once. */
  name: string;
  /** Who reads alone; within a transaction the entrance has been made. */
  caller?: Caller;
  callback: (error: Error | null, result: pg.QueryResult) => void;
};

/** What a connection has learned (null: it answers no rows) of the statements prepared on it, and the same connection with nothing to describe. */
type Known = { readings: Map<string, Reading | null>; undescribed: Wire };
const connections = new WeakMap<Wire, Known>();

const knownOf = (wire: Wire): Known => {
  const known = connections.get(wire) ?? {
    readings: new Map(),
    undescribed: Object.assign(Object.create(wire) as Wire, { describe: () => {} }),
  };
  connections.set(wire, known);
  return known;
};

/**
 * One statement as pg sends it, but for two things.
 *
 * A lone read has its caller's entrance before it and one Sync behind both. PostgreSQL runs what comes before a Sync as
 * one transaction (frontend/backend protocol, "Extended Query"), so the read needs no BEGIN and no COMMIT of its own, and
 * is skipped when the entrance refuses.
 *
 * A prepared statement is described once a connection: its columns stay what they are, or PostgreSQL refuses to run it.
 */
export class StatementQuery extends pg.Query {
  readonly #caller: Caller | undefined;
  #named: boolean;
  #entered: boolean;
  #reading: Reading | null = null;

  constructor(text: string, values: unknown[], { name, caller, callback }: Options) {
    // Given as a text: a query object would be copied, property by property.
    super(text, values, callback as ConstructorParameters<typeof pg.Query>[2]);
    this.#caller = caller;
    this.#named = name !== '';
    this.#entered = caller === undefined;
    this.#state.name = name;
  }

  /** Even a read without parameters: sent as a simple query it would come alone. */
  requiresPreparation(): boolean {
    return true;
  }

  prepare(wire: Wire): void {
    if (this.#caller) this.#enter(wire, this.#caller);
    if (this.#named && this.#isUnderWay(wire)) this.#withoutName();
    const { readings, undescribed } = knownOf(wire);
    const reading = this.#named ? readings.get(this.#state.name) : undefined;
    if (reading) {
      inherited.handleRowDescription.call(this, { fields: [] });
      Object.assign(this.#state._result, reading);
    }
    inherited.prepare.call(this, reading === undefined ? wire : undescribed);
  }

  #enter(wire: Wire, { tenantId, userId, sessionId }: Caller): void {
    wire.bind({ statement: name, values: [tenantId, userId, sessionId] });
    wire.execute({});
  }

  handleRowDescription(description: Description): void {
    inherited.handleRowDescription.call(this, description);
    const { fields, _parsers, _prebuiltEmptyResultObject } = this.#state._result;
    this.#reading = { fields, _parsers, _prebuiltEmptyResultObject };
  }

  // The entrance answers with one row, which nobody described and nobody needs, and with its end.

  handleDataRow(message: object): void {
    if (this.#entered) inherited.handleDataRow.call(this, message);
  }

  handleCommandComplete(message: object, wire: Wire): void {
    if (!this.#entered) {
      this.#entered = true;
      return;
    }
    const { readings } = knownOf(wire);
    const { name } = this.#state;
    if (this.#named && !readings.has(name)) readings.set(name, this.#reading);
    inherited.handleCommandComplete.call(this, message, wire);
  }

  /** Whether a query before this one has sent the name; refused at its entrance, it leaves PostgreSQL without it. */
  #isUnderWay({ parsedStatements, submittedNamedStatements }: Wire): boolean {
    const { name } = this.#state;
    return !(name in parsedStatements) && name in submittedNamedStatements;
  }

  #withoutName(): void {
    this.#named = false;
    this.#state.name = '';
  }

  get #state(): State {
    return this as unknown as State;
  }
}
