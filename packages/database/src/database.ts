import type { RequestInfo } from './audit.ts';
import { createOperators, type MaintenanceClient, type OperatorScope } from './operator-scope.ts';
import { createPool, createRequestPool, type PoolConfig } from './pool.ts';
import { assertWritable } from './probe.ts';
import { type Scope, scopeOf } from './scope.ts';
import { listenForSeals } from './seal-listener.ts';
import type { Caller } from './transaction-context.ts';

/** The one way into the data: there is no query without a scope. */
export type Database = {
  scope(caller: Caller, requestInfo: RequestInfo): Scope;
  operator(requestInfo: RequestInfo): OperatorScope;
  maintenance<T>(work: (tx: MaintenanceClient) => Promise<T>): Promise<T>;
  /** Calls back when any process has sealed events of a tenant. See {@link listenForSeals}. Returns the stop function. */
  onSealed(listener: (tenantId: string) => void): () => Promise<void>;
  /** Throws ScopeError unless the database answers within so many milliseconds, and takes writes. */
  assertWritable(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
};

/**
 * Connects lazily.
 *
 * @param requests The login that acts for callers: a member of doorstep_app.
 * @param operators The login that acts as the operator: a member of doorstep_operator. The same unless given.
 * @param onRecorded Called with the tenant after each commit that has written to the audit trail.
 */
export const createDatabase = (
  requests: PoolConfig,
  operators = requests,
  onRecorded: (tenantId: string) => void = () => {},
): Database => {
  const requestPool = createRequestPool(requests);
  const operatorPool = createPool(operators);
  const { scope: operator, maintenance, disconnect } = createOperators(operatorPool);
  return {
    scope: (caller, requestInfo) => scopeOf(requestPool, caller, requestInfo, onRecorded),
    operator,
    maintenance,
    onSealed: (listener) => listenForSeals(operators, listener),
    assertWritable: (timeoutMs) => assertWritable(operatorPool, timeoutMs),
    close: async () => {
      await disconnect();
      await Promise.all([operatorPool.end(), requestPool.end()]);
    },
  };
};
