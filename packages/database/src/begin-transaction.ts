import pg from 'pg';
import type { Actor, Opening } from './opening.ts';
import type { Query } from './pg-query.ts';

/** Opens a transaction as somebody: BEGIN and the entrance travel together. Sets the opening's actor. */
export const beginTransaction = async (query: Query, opening: Opening): Promise<pg.QueryResult> => {
  const [, entered] = await allSettled([query({ text: opening.begin }), query(entering(opening.caller))]);
  opening.actor = entered.rows[0]?.actor as Actor;
  return entered;
};

const entering = (caller: Opening['caller']): pg.QueryConfig =>
  caller === 'operator'
    ? { text: 'SELECT enter_operator() AS actor' }
    : {
        name: 'enter',
        text: 'SELECT enter($1::uuid, $2::uuid, $3::uuid) AS actor',
        values: [caller.tenantId, caller.userId, caller.sessionId],
      };

/** Waits for all of a pipeline, so that nothing of it is left on the connection, then reports its first fault. */
export const allSettled = async <T extends readonly Promise<unknown>[]>(
  queries: readonly [...T],
): Promise<{ [K in keyof T]: Awaited<T[K]> }> => {
  await Promise.allSettled(queries);
  return (await Promise.all(queries)) as { [K in keyof T]: Awaited<T[K]> };
};

/** What made it fail is told by the statement that failed. */
export class RolledBackError extends Error {
  override readonly message = 'The transaction was rolled back';
}

/** PostgreSQL answers the COMMIT of a failed transaction with a ROLLBACK and no error. */
export const assertCommitted = ({ command }: pg.QueryResult): void => {
  if (command === 'ROLLBACK') throw new RolledBackError();
};

/** Whether a fault leaves its connection as it was: a refused entrance, a broken constraint, a lock waited for in vain. */
export const leavesConnectionFit = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && /^(DS|23|55P03)/.test(error.code ?? '');

// References to the account and to its session, by the names that Prisma gives them.
const toCaller = /_(user|session)_id_fkey$/;

// 25006: the server lets nobody write; 25P03: the process hung in a transaction; 57014: the statement took too long; the
// classes 08, 40, 53, 58 and 57P0: a lost connection, a deadlock, no room, a disk that fails, a server that ends.
const serversFault = /^(25006|25P03|57014|08|40|53|58|57P0)/;

/** What a failed transaction says of its caller or of the database, in place of an error of the program; null for that. */
export const faultOf = (error: unknown, { begin }: Pick<Opening, 'begin'>): Opening['fault'] => {
  if (error instanceof RolledBackError) return null;
  if (!(error instanceof pg.DatabaseError)) return 'unavailable';
  const { code = '', constraint = '' } = error;
  // Raised by enter() (see the row security migration).
  if (code === 'DS403') return 'tenant_not_live';
  if (code === 'DS401') return 'session_not_live';
  // Whom a row is to belong to was erased since the transaction opened.
  if (code === '23503' && toCaller.test(constraint)) return 'session_not_live';
  // Only an attempt sets how long it waits for a lock.
  if (code === '55P03') return 'key_busy';
  // A transaction that asked to read only and writes is a fault of the program.
  if (code === '25006' && begin !== 'BEGIN') return null;
  return serversFault.test(code) ? 'unavailable' : null;
};
