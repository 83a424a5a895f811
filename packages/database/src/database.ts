import { PrismaPg } from '@prisma/adapter-pg';
import type { RequestInfo } from './audit.ts';
import { Prisma, PrismaClient } from './generated/client.ts';
import type { Caller } from './opening.ts';
import { assertWritable } from './probe.ts';
import {
  type Handles,
  type MaintenanceClient,
  type OperatorScope,
  operatorScope,
  runMaintenance,
  type Scope,
  scopeOf,
} from './scope.ts';
import { createScopedPool, type ScopedPoolConfig } from './scoped-pool.ts';

/** The one way into the data: there is no query without a scope. */
export type Database = {
  scope(caller: Caller, requestInfo: RequestInfo): Scope;
  operator(requestInfo: RequestInfo): OperatorScope;
  maintenance<T>(work: (tx: MaintenanceClient) => Promise<T>): Promise<T>;
  /** Throws ScopeError unless the database answers within so many milliseconds, and takes writes. */
  assertWritable(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
};

/**
 * Connects lazily.
 *
 * @param requests The login that acts for callers: a member of doorstep_app.
 * @param operators The one that acts as the operator: a member of doorstep_operator. The same unless given.
 */
export const createDatabase = (requests: ScopedPoolConfig, operators = requests): Database => {
  const callers = connect(requests);
  const own = operators === requests ? callers : connect(operators);
  return {
    scope: (caller, requestInfo) => scopeOf(callers, caller, requestInfo),
    operator: (requestInfo) => operatorScope(own.prisma, requestInfo),
    maintenance: (work) => runMaintenance(own.prisma, work),
    assertWritable: (timeoutMs) => assertWritable(own.pool, timeoutMs),
    close: async () => {
      for (const { prisma, pool } of new Set([callers, own])) {
        await prisma.$disconnect();
        await pool.end();
      }
    },
  };
};

const connect = (config: ScopedPoolConfig): Handles => {
  const pool = createScopedPool(config);
  const adapter = new PrismaPg(pool.forPrisma, { statementNameGenerator: statementNames() });
  // Left out unless asked for by name: the hash leaves the database at sign-in and nowhere else.
  const prisma = new PrismaClient({ adapter, omit: { user: { passwordHash: true } } }) as PrismaClient;
  return { prisma, pool };
};

/** Whether a write failed because a row with the same unique value is there already (PostgreSQL 23505). */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';

const maxNames = 500;

/** Names the statements Prisma writes, so that the server plans each once a connection; bounded, as lists vary in length. */
const statementNames = () => {
  const names = new Map<string, string>();
  return ({ sql }: { sql: string }): string => {
    const known = names.get(sql);
    if (known) return known;
    if (names.size >= maxNames) return ''; // unnamed
    const name = `s${names.size}`;
    names.set(sql, name);
    return name;
  };
};
