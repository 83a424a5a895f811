import { PrismaPg } from '@prisma/adapter-pg';
import type { Origin } from './audit.ts';
import { Prisma, PrismaClient } from './generated/client.ts';
import type { Caller } from './opening.ts';
import { type HousekeepingClient, housekeep, type OperatorScope, operatorScope, type Scope, scopeOf } from './scope.ts';
import { createScopedPool, type ScopedPoolConfig } from './scoped-pool.ts';

/** The one way into the data: there is no query without a scope. */
export type Database = {
  scope(caller: Caller, origin: Origin): Scope;
  operator(origin: Origin): OperatorScope;
  housekeep<T>(work: (tx: HousekeepingClient) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/** Connects lazily, with the login given in `config`: one that is a member of doorstep_app and doorstep_operator. */
export const createDatabase = (config: ScopedPoolConfig): Database => {
  const pool = createScopedPool(config);
  const adapter = new PrismaPg(pool.forPrisma, config.named ? { statementNameGenerator: statementNames() } : {});
  // Left out unless asked for by name: the hash leaves the database at sign-in and nowhere else.
  const prisma = new PrismaClient({ adapter, omit: { user: { passwordHash: true } } }) as PrismaClient;
  return {
    scope: (caller, origin) => scopeOf({ prisma, pool }, caller, origin),
    operator: (origin) => operatorScope(prisma, origin),
    housekeep: (work) => housekeep(prisma, work),
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
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
