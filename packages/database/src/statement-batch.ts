import pg from 'pg';
import {
  inheritedHandlers,
  type RawRow,
  type RowDescription,
  type RowReader,
  rowReader,
  stateOf,
  toParameter,
  type Wire,
} from './pg-internals.ts';
import type { Value } from './statement.ts';

/** A statement of a batch, and the server's answer to it. */
type Step = {
  name: string;
  readonly text: string;
  readonly values: (string | Buffer | null)[];
  /** Reads the rows; null if the statement returns none, undefined until the server has described them. */
  reader: RowReader | null | undefined;
  readonly rows: RawRow[];
  command: string;
};

/** The readers of the statements that a connection has described. A prepared statement never changes its columns. */
const described = new WeakMap<Wire, Map<string, RowReader | null>>();

const readersOf = (wire: Wire): Map<string, RowReader | null> => {
  const readers = described.get(wire) ?? new Map();
  described.set(wire, readers);
  return readers;
};

/**
 * Named statements under one Sync (frontend/backend protocol, "Pipelining"). PostgreSQL answers them together, and skips all
 * that follow one that fails. Without a BEGIN, the batch is a transaction of its own.
 */
export class StatementBatch extends pg.Query {
  /** Rejects with the error of the statement that failed. A caller that only sends need not handle that. */
  readonly answered: Promise<void>;
  readonly #steps: Step[] = [];
  /** The names that this batch gave to statements. */
  readonly #submitted: string[] = [];
  /** The index of the step whose answer is due. */
  #current = 0;

  constructor() {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    super('', [], ((error: Error | null) => (error ? reject(error) : resolve())) as () => void);
    promise.catch(() => {});
    this.answered = promise;
  }

  /** Adds a statement before the batch is sent. Returns its index. */
  add({ name, text }: { name: string; text: string }, values: readonly Value[]): number {
    const step = { name, text, values: values.map(toParameter), reader: undefined, rows: [], command: '' };
    return this.#steps.push(step) - 1;
  }

  /** Returns the rows of the statement at an index, once the batch is answered. */
  rowsAt<Result>(index: number): Result[] {
    const { reader, rows } = this.#at(index);
    return reader ? rows.map((row) => reader.parseRow(row) as Result) : [];
  }

  /** Returns what the statement at an index did, such as `COMMIT`, once the batch is answered. */
  commandAt(index: number): string {
    return this.#at(index).command;
  }

  #at(index: number): Step {
    const step = this.#steps[index];
    if (!step) throw new Error(`The batch has no statement ${index}`);
    return step;
  }

  requiresPreparation(): boolean {
    return true;
  }

  prepare(wire: Wire): void {
    const readers = readersOf(wire);
    for (const step of this.#steps) {
      this.#parse(wire, step);
      step.reader = readers.get(step.name);
      wire.bind({ statement: step.name, values: step.values });
      if (step.reader === undefined) wire.describe({ type: 'P', name: '' });
      wire.execute({});
    }
    wire.sync();
    this.#expect(0);
  }

  #parse(wire: Wire, step: Step): void {
    const { name, text } = step;
    if (name in wire.parsedStatements || this.#submitted.includes(name)) return;
    // If an earlier batch fails, PostgreSQL skips the statement of that name in it.
    if (name in wire.submittedNamedStatements) step.name = '';
    else {
      this.#submitted.push(name);
      wire.submittedNamedStatements[name] = text;
    }
    wire.parse({ name: step.name, text });
  }

  /** Names the step whose answer is due, under which pg notes that the server has parsed it. */
  #expect(index: number): void {
    this.#current = index;
    const step = this.#steps[index];
    if (step) Object.assign(stateOf(this), { name: step.name, text: step.text });
  }

  handleRowDescription(description: RowDescription): void {
    this.#at(this.#current).reader = rowReader(description);
  }

  handleDataRow({ fields }: { fields: RawRow }): void {
    this.#at(this.#current).rows.push(fields);
  }

  handleCommandComplete({ text }: { text: string }, wire: Wire): void {
    const step = this.#at(this.#current);
    step.reader ??= null;
    step.command = text;
    if (step.name) readersOf(wire).set(step.name, step.reader);
    this.#expect(this.#current + 1);
  }

  handleError(error: Error, wire: Wire): void {
    for (const name of this.#submitted) delete wire.submittedNamedStatements[name];
    inheritedHandlers.handleError.call(this, error, wire);
  }
}
