import pg from 'pg';
import type { Caller } from './opening.ts';

const name = 'enter_read_only';
// A lone statement has no BEGIN that could say that it only reads.
const text = `SELECT enter($1::uuid, $2::uuid, $3::uuid), set_config('transaction_read_only', 'on', true)`;

/** Prepares on a new connection what every {@link EnteredQuery} on it begins with. */
export const prepareEntrance = (client: pg.ClientBase): Promise<unknown> =>
  client.query(`PREPARE ${name} (uuid, uuid, uuid) AS ${text}`);

/** What pg's connection offers to a query that is being sent; its types leave it out. */
type Wire = {
  parse(message: { name: string; text: string }): void;
  bind(message: { statement: string; values: (string | null)[] }): void;
  execute(message: object): void;
};

/** The methods of pg's query that its client calls; its types leave them out. */
type Handlers = {
  prepare(wire: Wire): void;
  handleDataRow(message: object): void;
  handleCommandComplete(message: object, wire: Wire): void;
};
const inherited = pg.Query.prototype as unknown as Handlers;

type Options = {
  caller: Caller;
  /** Whether the entrance was prepared; where all clients share one session its text is sent each time. */
  named: boolean;
  callback: (error: Error | null, result: pg.QueryResult) => void;
};

/**
 * A read with its caller's entrance before it and one Sync behind both. PostgreSQL runs what comes before a Sync as one
 * transaction (frontend/backend protocol, "Extended Query"), so the read needs no BEGIN and no COMMIT of its own, and is
 * skipped when the entrance refuses.
 */
export class EnteredQuery extends pg.Query {
  readonly #caller: Caller;
  readonly #named: boolean;
  #entered = false;

  constructor(query: pg.QueryConfig, { caller, named, callback }: Options) {
    super({ ...query, callback } as pg.QueryConfig);
    this.#caller = caller;
    this.#named = named;
  }

  /** Even a read without parameters: sent as a simple query it would come alone. */
  requiresPreparation(): boolean {
    return true;
  }

  prepare(wire: Wire): void {
    const { tenantId, userId, sessionId } = this.#caller;
    if (!this.#named) wire.parse({ name: '', text });
    wire.bind({ statement: this.#named ? name : '', values: [tenantId, userId, sessionId] });
    wire.execute({});
    inherited.prepare.call(this, wire);
  }

  // The entrance answers with one row, which nobody described and nobody needs, and with its end.

  handleDataRow(message: object): void {
    if (this.#entered) inherited.handleDataRow.call(this, message);
  }

  handleCommandComplete(message: object, wire: Wire): void {
    if (this.#entered) inherited.handleCommandComplete.call(this, message, wire);
    this.#entered = true;
  }
}
