import pg from 'pg';
import { coalesceWrites } from './coalesce-writes.ts';
import { assertPgInternals } from './pg-internals.ts';
import { type Submitter, shareReads } from './shared-reads.ts';

/** How to reach the database. `query_timeout` limits each statement, in this process and on the server. */
export type PoolConfig = pg.PoolConfig;

/** The connections of requests. They start no transaction, and the caller must release each one. */
export type RequestPool = {
  /** A connection for one user at a time. */
  acquire(): Promise<Submitter>;
  /** A connection shared with other reads, for statements that are separate transactions. */
  share(): Promise<Submitter>;
  end(): Promise<void>;
};

/** A pool that survives lost connections, with server-side time-outs. */
export const createPool = (config: PoolConfig): pg.Pool => {
  // A lost connection fails the query under way, and the pool drops it. pg reports the loss as an event as well, which ends
  // the process where nothing listens: of an idle connection on the pool, of one in use on the connection itself.
  const onConnect = async (client: pg.ClientBase): Promise<void> => {
    client.on('error', () => {});
    await client.query(limitTimes(config));
  };
  const pool = new pg.Pool({ ...config, onConnect });
  pool.on('error', () => {});
  return pool;
};

export const createRequestPool = (config: PoolConfig): RequestPool => {
  assertPgInternals();
  const pool = createPool({ ...config, pipeline: true } as PoolConfig);
  pool.on('connect', coalesceWrites);
  const acquire = async (): Promise<Submitter> => {
    const client = await pool.connect();
    return {
      submit: (query) => {
        client.query(query);
      },
      release: (unfit) => client.release(unfit),
    };
  };
  return { acquire, share: shareReads(acquire), end: () => pool.end() };
};

/** The server cancels a statement shortly before this process times out, and ends idle transactions. */
const limitTimes = ({ query_timeout = 0 }: PoolConfig): string =>
  `SELECT set_config('statement_timeout', '${Math.round(query_timeout * 0.9)}', false),
          set_config('idle_in_transaction_session_timeout', '60000', false)`;
