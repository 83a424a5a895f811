import pg from 'pg';
import { type Actor, currentOpening, type Opening } from './opening.ts';
import { asOverloaded, asOverloadedConnect, type Query } from './pg-query.ts';

export type ScopedPoolConfig = pg.PoolConfig & {
  /** Whether statements may be named and so planned once. Not where all clients share one session (the embedded database). */
  named: boolean;
};

/**
 * A pool whose every transaction begins as somebody: a lone statement runs as begin, enter, statement, commit in one
 * network round trip, and Prisma's bare BEGIN becomes the caller's. Made for Prisma's adapter, which is its only user.
 */
export const createScopedPool = ({ named, ...config }: ScopedPoolConfig): pg.Pool => {
  const pool = new pg.Pool({ ...config, pipeline: true });
  pool.on('error', () => {
    // An idle connection was lost: the pool drops it and the next query opens another.
  });
  pool.on('connect', (client) => {
    client.query = asOverloaded(openingQuery(client.query.bind(client), named));
  });
  const connect = pool.connect.bind(pool);
  pool.connect = asOverloadedConnect(async () => {
    try {
      return await connect();
    } catch (error) {
      currentOpening().fault = 'unavailable';
      throw error;
    }
  });
  pool.query = asOverloaded(async (statement) => {
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
  });
  return pool;
};

/** What made it fail is told by the statement that failed. */
class RolledBackError extends Error {
  override readonly message = 'The transaction was rolled back';
}

const openingQuery =
  (plain: Query, named: boolean): Query =>
  async (statement) => {
    const opening = currentOpening();
    try {
      if (statement.text === 'BEGIN') return await begin(plain, named, opening);
      const result = await plain(statement);
      // PostgreSQL answers the COMMIT of a failed transaction with a ROLLBACK and no error.
      if (statement.text === 'COMMIT' && result.command === 'ROLLBACK') throw new RolledBackError();
      return result;
    } catch (error) {
      opening.fault ??= faultOf(error);
      throw error;
    }
  };

const begin = async (plain: Query, named: boolean, opening: Opening): Promise<pg.QueryResult> => {
  const [, entered] = await allSettled([plain({ text: opening.begin }), plain(entering(opening.caller, named))]);
  opening.actor = (entered.rows[0]?.actor as Actor | undefined) ?? null;
  return entered;
};

const entering = (caller: Opening['caller'], named: boolean): pg.QueryConfig =>
  caller === 'operator'
    ? { text: 'SELECT enter_operator() AS actor' }
    : {
        ...(named && { name: 'enter' }),
        text: 'SELECT enter($1::uuid, $2::uuid, $3::uuid) AS actor',
        values: [caller.tenantId, caller.userId, caller.sessionId],
      };

/** Waits for all of a pipeline, so that nothing of it is left on the connection, then reports its first fault. */
const allSettled = async <T extends Promise<unknown>[]>(
  queries: [...T],
): Promise<{ [K in keyof T]: Awaited<T[K]> }> => {
  await Promise.allSettled(queries);
  return (await Promise.all(queries)) as { [K in keyof T]: Awaited<T[K]> };
};

// Raised by enter() (see the row security migration), and PostgreSQL's own: lost connection, deadlock, shutdown, too many.
const faultOf = (error: unknown): Opening['fault'] => {
  if (error instanceof RolledBackError) return null;
  if (!(error instanceof pg.DatabaseError)) return 'unavailable';
  if (error.code === 'DS403') return 'tenant_not_live';
  if (error.code === 'DS401') return 'session_not_live';
  return /^(08|53|40|57P0)/.test(error.code ?? '') ? 'unavailable' : null;
};
