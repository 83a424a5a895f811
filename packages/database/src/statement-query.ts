import pg from 'pg';
import type { Caller } from './opening.ts';

const name = 'enter_read_only';
// A lone statement has no BEGIN that could say that it only reads.
const text = `SELECT enter($1::uuid, $2::uuid, $3::uuid), set_config('transaction_read_only', 'on', true)`;

/** Prepares on a new connection what every lone {@link StatementQuery} on it begins with. */
export const prepareEntrance = (client: pg.ClientBase): Promise<unknown> =>
  client.query(`PREPARE ${name} (uuid, uuid, uuid) AS ${text}`);

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

type Options = {
  /** Who reads alone; within a transaction the entrance has been made. */
  caller?: Caller;
  /** Whether the entrance was prepared; where all clients share one session its text is sent each time. */
  named: boolean;
  callback: (error: Error | null, result: pg.QueryResult) => void;
};

/** What a connection has learned (null: it answers no rows) of the statements prepared on it, and the same connection with nothing to describe. */
type Known = { descriptions: Map<string, Description | null>; undescribed: Wire };
const connections = new WeakMap<Wire, Known>();

const knownOf = (wire: Wire): Known => {
  const known = connections.get(wire) ?? {
    descriptions: new Map(),
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
  #description: Description | null = null;

  constructor(query: pg.QueryConfig, { caller, named, callback }: Options) {
    super({ ...query, callback } as pg.QueryConfig);
    this.#caller = caller;
    this.#named = named;
    this.#entered = caller === undefined;
  }

  /** Even a read without parameters: sent as a simple query it would come alone. */
  requiresPreparation(): boolean {
    return true;
  }

  prepare(wire: Wire): void {
    if (this.#caller) this.#enter(wire, this.#caller);
    if (this.#named && this.#isUnderWay(wire)) this.#withoutName();
    const { descriptions, undescribed } = knownOf(wire);
    const description = this.#named ? descriptions.get(this.#name) : undefined;
    if (description) inherited.handleRowDescription.call(this, description);
    inherited.prepare.call(this, description === undefined ? wire : undescribed);
  }

  #enter(wire: Wire, { tenantId, userId, sessionId }: Caller): void {
    if (!this.#named) wire.parse({ name: '', text });
    wire.bind({ statement: this.#named ? name : '', values: [tenantId, userId, sessionId] });
    wire.execute({});
  }

  handleRowDescription(description: Description): void {
    this.#description = description;
    inherited.handleRowDescription.call(this, description);
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
    const { descriptions } = knownOf(wire);
    if (this.#named && !descriptions.has(this.#name)) descriptions.set(this.#name, this.#description);
    inherited.handleCommandComplete.call(this, message, wire);
  }

  /** Whether a query before this one has sent the name; refused at its entrance, it leaves PostgreSQL without it. */
  #isUnderWay({ parsedStatements, submittedNamedStatements }: Wire): boolean {
    return !(this.#name in parsedStatements) && this.#name in submittedNamedStatements;
  }

  #withoutName(): void {
    this.#named = false;
    (this as unknown as { name: string }).name = '';
  }

  get #name(): string {
    return (this as unknown as { name: string }).name;
  }
}
