import pg from 'pg';
import { allSettled, assertCommitted, beginTransaction, faultOf, leavesConnectionFit } from './begin-transaction.ts';
import { coalesceWrites } from './coalesce-writes.ts';
import { currentOpening, type Opening } from './opening.ts';
import { asOverloaded, asOverloadedConnect, type PlainQuery, type Query } from './pg-query.ts';
import { type Submitter, shareReads } from './shared-reads.ts';
import { prepareEntrance } from './statement-query.ts';

export type ScopedPoolConfig = pg.PoolConfig & {
  /** Whether statements may be named and so planned once. Not where all clients share one session (the embedded database). */
  named: boolean;
};

/** Connections to the database, whose every transaction begins as somebody. */
export type ScopedPool = {
  readonly named: boolean;
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

export const createScopedPool = ({ named, ...config }: ScopedPoolConfig): ScopedPool => {
  const pool = new pg.Pool({ ...config, pipeline: true });
  const plain = new WeakMap<pg.PoolClient, PlainQuery>();
  pool.on('error', () => {
    // An idle connection was lost: the pool drops it and the next query opens another.
  });
  pool.on('connect', (client) => {
    coalesceWrites(client);
    const query: PlainQuery = client.query.bind(client);
    plain.set(client, query);
    // Where that fails, so does the first read, and the connection with it.
    if (named) prepareEntrance(client).catch(() => {});
    client.query = asOverloaded(openingQuery(query, named));
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
  return {
    named,
    forPrisma: pool,
    acquire,
    share: shareReads(acquire),
    end: () => pool.end(),
  };
};

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

const beginOrRollBack = async (plain: Query, named: boolean, opening: Opening): Promise<pg.QueryResult> => {
  try {
    return await beginTransaction(plain, named, opening);
  } catch (error) {
    await plain({ text: 'ROLLBACK' }).catch(() => {});
    throw error;
  }
};

const openingQuery =
  (plain: Query, named: boolean): Query =>
  async (statement) => {
    const opening = currentOpening();
    try {
      if (statement.text === 'BEGIN') return await beginOrRollBack(plain, named, opening);
      const result = await plain(statement);
      if (statement.text === 'COMMIT') assertCommitted(result);
      return result;
    } catch (error) {
      opening.fault ??= faultOf(error);
      throw error;
    }
  };
