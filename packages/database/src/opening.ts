import { AsyncLocalStorage } from 'node:async_hooks';

/** Whose rows a transaction is about. No user: the tenant's own machinery. No session: the owner's signed link. */
export type Caller = { tenantId: string; userId: string | null; sessionId: string | null };

/** As whom the database lets a transaction act. */
export type Actor = 'customer' | 'staff' | 'system' | 'operator';

/** How a transaction opens, and what became of it. */
export type Opening = {
  readonly begin: 'BEGIN' | 'BEGIN READ ONLY' | 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
  readonly caller: Caller | 'operator';
  /** Statements run outside of an interactive transaction: a second one would not see the same data. */
  alone: number;
  /** Set by the database when the transaction has opened. */
  actor: Actor | null;
  /** Why it could not open or go on, where that is not the program's fault. */
  fault: 'tenant_not_live' | 'session_not_live' | 'unavailable' | 'key_reused' | 'key_busy' | null;
};

const openings = new AsyncLocalStorage<Opening>();

/** Runs `work` so that whatever it asks of the database opens with the caller's identity. */
export const withOpening = <T>(opening: Opening, work: () => Promise<T>): Promise<T> => openings.run(opening, work);

/** The opening in force. Throws where there is none: a query that belongs to nobody is a fault of the program. */
export const currentOpening = (): Opening => {
  const opening = openings.getStore();
  if (!opening) throw new Error('A query was made outside of a scope');
  return opening;
};
