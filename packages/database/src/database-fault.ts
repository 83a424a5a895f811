import pg from 'pg';
import type { ScopeFault, TransactionContext } from './transaction-context.ts';

const codeOf = (error: unknown): string => (error instanceof pg.DatabaseError && error.code) || '';

/** Whether a row with the same unique value is there already. */
export const isUniqueViolation = (error: unknown): boolean => codeOf(error) === '23505';

/** The name of the unique constraint that a write violates, if that is its fault. */
export const violatedConstraint = (error: unknown): string | undefined =>
  error instanceof pg.DatabaseError && isUniqueViolation(error) ? error.constraint : undefined;

/** Whether a connection does not know a prepared statement that was sent to it. */
export const isUnknownStatement = (error: unknown): boolean => codeOf(error) === '26000';

/** The statement that failed says what made the transaction fail. */
export class RolledBackError extends Error {
  override readonly message = 'The transaction was rolled back';
}

/** PostgreSQL answers the COMMIT of a failed transaction with a ROLLBACK and no error. */
export const assertCommitted = (command: string): void => {
  if (command === 'ROLLBACK') throw new RolledBackError();
};

/** Whether a fault leaves its connection as it was: a refused entrance, a broken constraint, a lock that was not got. */
export const leavesConnectionFit = (error: unknown): boolean => /^(DS|23|55P03)/.test(codeOf(error));

// References to the account and to its session, by the names that Prisma gives them.
const toCaller = /_(user|session)_id_fkey$/;

// 25006: the server is read-only; 25P03: the process hung in a transaction; 57014: the statement took too long; the
// classes 08, 40, 53, 58 and 57P0: a lost connection, a deadlock, no room, a disk that fails, a server that ends.
const serversFault = /^(25006|25P03|57014|08|40|53|58|57P0)/;

// Raised by enter_key().
const keyFaults = {
  DSK01: 'api_key_invalid',
  DSK02: 'api_key_revoked',
  DSK03: 'api_key_expired',
  DSK04: 'network_not_allowed',
} as const;

/** What a failed transaction says of its caller or of the database; null for an error of the program. */
export const faultOf = (error: unknown, { mode }: Pick<TransactionContext, 'mode'>): ScopeFault | null => {
  if (error instanceof RolledBackError) return null;
  if (!(error instanceof pg.DatabaseError)) return 'unavailable';
  const { code = '', constraint = '' } = error;
  // Raised by enter() (see the row security migration).
  if (code === 'DS403') return 'tenant_not_live';
  if (code === 'DS401') return 'session_not_live';
  if (code === 'DS40P') return 'permission_missing';
  if (code === 'DS404') return 'customer_not_found';
  if (code === 'DSE01') return 'export_not_live';
  if (code === 'DS409') return 'import_not_running';
  if (code === 'DSW01') return 'webhook_not_live';
  if (code in keyFaults) return keyFaults[code as keyof typeof keyFaults];
  // The account that a row is to belong to was erased since the transaction opened.
  if (code === '23503' && toCaller.test(constraint)) return 'session_not_live';
  // Only a request with an idempotency key limits how long it waits for a lock.
  if (code === '55P03') return 'key_busy';
  // A transaction that asked to read only and writes is a fault of the program.
  if (code === '25006' && mode !== 'write') return null;
  return serversFault.test(code) ? 'unavailable' : null;
};
