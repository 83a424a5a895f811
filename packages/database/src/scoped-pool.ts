import pg from 'pg';
import { allSettled, assertCommitted, beginTransaction, faultOf, leavesConnectionFit } from './begin-transaction.ts';
import { coalesceWrites } from './coalesce-writes.ts';
import { currentOpening, type Opening } from './opening.ts';
import { asOverloaded, asOverloadedConnect, type PlainQuery, type Query } from './pg-query.ts';
import { type Submitter, shareReads } from './shared-reads.ts';
import { entrance } from './statement-query.ts';

/** How to reach the database; `query_timeout` bounds each statement, on this side and on the server's. */
export type ScopedPoolConfig = pg.PoolConfig;

/** Connections to the database, whose every transaction begins as somebody. */
export type ScopedPool = {
  /**
   * For Prisma's adapter: a lone statement runs as begin, enter, statement, commit in one network round trip, and Prisma's
   * bare BEGIN becomes that of the opening in force.
   */
  readonly forPrisma: pg.Pool;
  /** A connection that opens nothing by itself. Whoever takes one gives it back, with the fault that made it unfit if any. */
  acquire(): Promise<Submitter & { query: PlainQuery }>;
  /** A connection that others read from too: for statements that are a transaction of their own. */
  share(): Promise<Submitter>;
  end(): Promise<void>;
};

export const createScopedPool = (config: ScopedPoolConfig): ScopedPool => {
  const pool = new pg.Pool({ ...config, pipeline: true });
  const plain = new WeakMap<pg.PoolClient, PlainQuery>();
  survivesLoss(pool);
  pool.on('connect', (client) => {
    coalesceWrites(client);
    const query: PlainQuery = client.query.bind(client);
    plain.set(client, query);
    // Where one of these fails, so does the first statement, and the connection with it.
    for (const statement of [limitTimes(config), entrance]) query(statement).catch(() => {});
    client.query = asOverloaded(openingQuery(query));
  });
  const connect: () => Promise<pg.PoolClient> = pool.connect.bind(pool);
  pool.connect = asOverloadedConnect(async () => {
    try {
      return keepingFit(await connect());
    } catch (error) {
      currentOpening().fault = 'unavailable';
      throw error;
    }
  });
  pool.query = asOverloaded((statement) => runAlone(pool, statement));
  const acquire = async () => {
    const client = await connect();
    const query: PlainQuery = plain.get(client) ?? client.query.bind(client);
    return { query, submit: asSubmit(query), release: (unfit: boolean) => client.release(unfit) };
  };
  return { forPrisma: pool, acquire, share: shareReads(acquire), end: () => pool.end() };
};

/**
 * Lets a process outlive the connections that it loses. The query under way fails and the pool drops the connection; pg
 * reports the loss as an event as well, which ends the process where nothing listens, for an idle connection on the pool,
 * for one in use on the connection itself.
 */
export const survivesLoss = (pool: pg.Pool): void => {
  pool.on('error', () => {});
  pool.on('connect', (client) => {
    client.on('error', () => {});
  });
};

/** The server ends a statement a little before this side gives up, and a transaction whose process has hung. */
const limitTimes = ({ query_timeout = 0 }: ScopedPoolConfig): string =>
  `SELECT set_config('statement_timeout', '${Math.round(query_timeout * 0.9)}', false),
          set_config('idle_in_transaction_session_timeout', '60000', false)`;

/** pg's `query` takes a query object as well, and then answers through that. */
const asSubmit = (query: unknown) => query as (query: pg.Query) => void;

const runAlone = async (pool: pg.Pool, statement: pg.QueryConfig): Promise<pg.QueryResult> => {
  const opening = currentOpening();
  opening.alone += 1;
  if (opening.alone > 1) throw new Error('A second statement in one read: use a snapshot');
  const client = await pool.connect();
  try {
    const [, result] = await allSettled([
      client.query({ text: 'BEGIN' }),
      client.query(statement),
      client.query({ text: 'COMMIT' }),
    ]);
    client.release();
    return result;
  } catch (error) {
    client.release(error instanceof pg.DatabaseError ? undefined : true);
    throw error;
  }
};

/** Prisma's adapter gives a connection up when a transaction could not begin: a caller who is refused must not cost one. */
const keepingFit = (client: pg.PoolClient): pg.PoolClient => {
  const { release } = client;
  client.release = (fault) => release(leavesConnectionFit(fault) ? undefined : fault);
  return client;
};

const beginOrRollBack = async (plain: Query, opening: Opening): Promise<pg.QueryResult> => {
  try {
    return await beginTransaction(plain, opening);
  } catch (error) {
    await plain({ text: 'ROLLBACK' }).catch(() => {});
    throw error;
  }
};

const openingQuery =
  (plain: Query): Query =>
  async (statement) => {
    const opening = currentOpening();
    try {
      if (statement.text === 'BEGIN') return await beginOrRollBack(plain, opening);
      const result = await plain(statement);
      if (statement.text === 'COMMIT') assertCommitted(result);
      return result;
    } catch (error) {
      opening.fault ??= faultOf(error, opening);
      throw error;
    }
  };
