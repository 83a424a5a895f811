import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { type RequestInfo, type RunStatement, recordAudit } from './audit.ts';
import { Prisma, PrismaClient } from './generated/client.ts';
import type { Model } from './row.ts';
import type { Change } from './scope.ts';

type ReadMethod = 'findFirst' | 'findFirstOrThrow' | 'findMany' | 'count' | 'aggregate' | 'groupBy';

/** The read-only methods of the client. */
export type ReadClient = { [M in Model]: Pick<PrismaClient[M], Extract<keyof PrismaClient[M], ReadMethod>> } & {
  $queryRaw: PrismaClient['$queryRaw'];
};

export type WriteClient = Prisma.TransactionClient;

/** Models of maintenance data, whose rows may change without an audit event. */
export type MaintenanceClient = Pick<
  WriteClient,
  | 'mail'
  | 'session'
  | 'apiKey'
  | 'export'
  | 'import'
  | 'delivery'
  | 'refreshToken'
  | 'mailedToken'
  | 'securityCount'
  | 'userRefusal'
  | 'idempotencyKey'
  | '$queryRaw'
>;

/** The operator's scope: no tenant, all rows, through Prisma's client. See ADR 0009. */
export type OperatorScope = {
  readonly requestInfo: RequestInfo;
  read<T>(query: (db: ReadClient) => Promise<T>): Promise<T>;
  /** Runs several queries on the same snapshot. */
  snapshot<T>(queries: (db: ReadClient) => Promise<T>): Promise<T>;
  /** The only way to write. Await nothing slow inside, because the transaction stays open. */
  change<T>(work: (tx: WriteClient) => Promise<Change<T>>): Promise<T>;
};

/** Starts every transaction as the operator. There is no client without a transaction. */
export type Operators = {
  scope(requestInfo: RequestInfo): OperatorScope;
  /** Runs a transaction of maintenance jobs, such as the outbox and expired rows. */
  maintenance<T>(work: (tx: MaintenanceClient) => Promise<T>): Promise<T>;
  disconnect(): Promise<void>;
};

const limits = { maxWait: 10_000, timeout: 20_000 };

export const createOperators = (pool: pg.Pool): Operators => {
  // Omitted by default, because the hash is read only for a comparison.
  const omit = { user: { passwordHash: true }, apiKey: { secretHash: true } } as const;
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), omit }) as PrismaClient;

  const run = <T>(work: (tx: WriteClient) => Promise<T>): Promise<T> =>
    prisma.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT enter_operator()`;
      const result = await work(tx);
      // PostgreSQL answers the COMMIT of a failed transaction with a ROLLBACK and no error; any statement fails there.
      await tx.$queryRaw`SELECT`;
      return result;
    }, limits);

  const readOnly = <T>(work: (tx: ReadClient) => Promise<T>): Promise<T> =>
    prisma.$transaction(
      async (tx) => {
        await tx.$queryRaw`SELECT enter_operator(), set_config('transaction_read_only', 'on', true)`;
        return work(tx);
      },
      { ...limits, isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead },
    );

  return {
    scope: (requestInfo) => ({
      requestInfo,
      read: readOnly,
      snapshot: readOnly,
      change: (work) =>
        run(async (tx) => {
          const { result, audit } = await work(tx);
          const record: RunStatement = ({ text }, values) => tx.$executeRawUnsafe(text, ...values);
          const changer = { caller: 'operator', actor: 'operator' } as const;
          if (audit) await recordAudit(record, changer, requestInfo, [audit].flat());
          return result;
        }),
    }),
    maintenance: run,
    disconnect: () => prisma.$disconnect(),
  };
};
