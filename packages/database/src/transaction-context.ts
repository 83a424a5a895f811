/** Whose rows a transaction is about. No user: the tenant's own machinery. No session: the owner's signed link. */
export type Caller = { tenantId: string; userId: string | null; sessionId: string | null };

/** As whom the database lets a transaction act. */
export type Actor = 'customer' | 'staff' | 'system' | 'operator';

/** A fault of the caller or of the database, in place of an error of the program. */
export type ScopeFault = 'tenant_not_live' | 'session_not_live' | 'unavailable' | 'key_reused' | 'key_busy';

/** How a caller's transaction opens, and why it failed. */
export type TransactionContext = {
  readonly mode: 'read' | 'snapshot' | 'write';
  readonly caller: Caller;
  fault: ScopeFault | null;
};
