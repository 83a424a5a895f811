import { type Attempt, claim, earlierResult, keep, type Replay } from './attempt.ts';
import {
  type AuditEntry,
  countRefusal,
  type RequestInfo,
  type RunStatement,
  recordAudit,
  type SecurityKind,
} from './audit.ts';
import type { Prisma, PrismaClient } from './generated/client.ts';
import { type Actor, type Caller, type Opening, withOpening } from './opening.ts';
import { ScopeError } from './scope-error.ts';
import type { ScopedPool } from './scoped-pool.ts';
import type { Statement, Value } from './statement.ts';
import { runStatement, runTransaction, type StatementClient } from './statement-runner.ts';

type ReadMethod = 'findFirst' | 'findFirstOrThrow' | 'findMany' | 'count' | 'aggregate' | 'groupBy';
type Model = Uncapitalize<Prisma.ModelName>;

/** What a read may ask: no `findUnique`, whose calls of one tick are batched across requests, and nothing that writes. */
export type ReadClient = { [M in Model]: Pick<PrismaClient[M], Extract<keyof PrismaClient[M], ReadMethod>> } & {
  $queryRaw: PrismaClient['$queryRaw'];
};

export type WriteClient = Prisma.TransactionClient;

/** A change tells what it did, or that it refused something worth counting: forgetting either does not compile. */
export type Change<T> = { result: T } & (
  | { audit: AuditEntry | readonly [AuditEntry, ...AuditEntry[]]; count?: SecurityKind }
  | { audit?: never; count: SecurityKind }
);

/**
 * The caller's rows, as the database lets them be seen, for the length of one request.
 * Every method throws ScopeError when tenant, user or session is no longer live, or the database cannot be reached.
 */
export type Scope = {
  readonly caller: Caller;
  readonly requestInfo: RequestInfo;
  /** One statement in a read-only transaction of its own, in one network round trip. */
  read<T>(query: (db: ReadClient) => Promise<T>): Promise<T>;
  /** Several statements that see one state of the data. */
  snapshot<T>(queries: (db: ReadClient, actor: Actor) => Promise<T>): Promise<T>;
  /** The only way to write. Nothing slow may be awaited inside: the transaction stays open. */
  change<T>(work: (tx: WriteClient, actor: Actor) => Promise<Change<T>>): Promise<T>;
  /** `read` by a statement written beforehand, for what every request does: half the cost. */
  select<Row>(statement: Statement<Row>, values: readonly Value[]): Promise<Row[]>;
  /** `change` by statements written beforehand: two network round trips where it reads before it writes. */
  write<T>(work: (tx: StatementClient) => Promise<Change<T>>): Promise<T>;
  /**
   * The same scope for a request that may be sent again: its `write` is made once, and from then on answers what it
   * answered, which must be plain data. Besides, that throws ScopeError `key_reused` or `key_busy`.
   *
   * @param lookFirst Whether to ask at once, as where the write needs costly work beforehand.
   */
  attempting(attempt: Attempt, options: { lookFirst: boolean }): Promise<Scope>;
};

/** The operator's scope: no tenant, all rows. */
export type OperatorScope = Pick<Scope, 'requestInfo' | 'read' | 'snapshot' | 'change'>;

/** What scopes are made of: Prisma's client and the pool below it. */
export type Handles = { prisma: PrismaClient; pool: ScopedPool };

/** Rows that belong to the machinery, not to anyone's record: these may change without an event. */
export type MaintenanceClient = Pick<
  WriteClient,
  'mail' | 'session' | 'refreshToken' | 'mailedToken' | 'securityCount' | 'userRefusal' | 'idempotencyKey' | '$queryRaw'
>;

const transactionLimits = { maxWait: 10_000, timeout: 20_000 };

const open = async <C extends Opening['caller'], T>(
  caller: C,
  begin: Opening['begin'],
  work: (opening: Opening & { caller: C }) => Promise<T>,
): Promise<T> => {
  const opening: Opening & { caller: C } = { begin, caller, alone: 0, actor: null, fault: null };
  try {
    return await work(opening);
  } catch (error) {
    throw opening.fault ? new ScopeError(opening.fault, error) : error;
  }
};

/** {@link open} for Prisma. Its promises are lazy: awaited in the opening, they run inside it. */
const run = <T>(
  caller: Caller | 'operator',
  begin: Opening['begin'],
  work: (opening: Opening) => Promise<T>,
): Promise<T> => open(caller, begin, (opening) => withOpening(opening, async () => await work(opening)));

/** Writes what a change must leave behind, in its transaction. */
const record = async (
  run: RunStatement,
  opening: Opening,
  requestInfo: RequestInfo,
  change: Change<unknown>,
): Promise<void> => {
  const { caller } = opening;
  if (change.audit) await recordAudit(run, opening, requestInfo, [change.audit].flat());
  if (change.count && caller !== 'operator') await countRefusal(run, caller.tenantId, change.count);
};

const actorOf = (opening: Opening): Actor => {
  if (!opening.actor) throw new Error('The transaction has not been entered');
  return opening.actor;
};

const makeScope = (prisma: PrismaClient, caller: Caller | 'operator', requestInfo: RequestInfo): OperatorScope => ({
  requestInfo,
  read: (query) => run(caller, 'BEGIN READ ONLY', () => query(prisma)),
  snapshot: (queries) =>
    run(caller, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', (opening) =>
      prisma.$transaction((tx) => queries(tx, actorOf(opening)), transactionLimits),
    ),
  change: (work) =>
    run(caller, 'BEGIN', (opening) =>
      prisma.$transaction(async (tx) => {
        const change = await work(tx, actorOf(opening));
        await record(({ text }, values) => tx.$executeRawUnsafe(text, ...values), opening, requestInfo, change);
        return change.result;
      }, transactionLimits),
    ),
});

/** A change says what it did; an answer that was kept has said so before. */
const isChange = <T>(made: Change<T> | Replay<T>): made is Change<T> => 'audit' in made || 'count' in made;

/** The scope of one caller. Cheap: nothing is asked of the database until it is used. */
export const scopeOf = ({ prisma, pool }: Handles, caller: Caller, requestInfo: RequestInfo): Scope => {
  const write = <T>(work: (tx: StatementClient) => Promise<Change<T> | Replay<T>>): Promise<T> =>
    open(caller, 'BEGIN', (opening) =>
      runTransaction(pool, opening, async (tx) => {
        const change = await work(tx);
        const send: RunStatement = async (statement, values) => tx.send(statement, values);
        if (isChange(change)) await record(send, opening, requestInfo, change);
        return change.result;
      }),
    );
  const scope: Scope = {
    ...makeScope(prisma, caller, requestInfo),
    caller,
    select: (statement, values) =>
      open(caller, 'BEGIN READ ONLY', (opening) => runStatement(pool, opening, statement, values)),
    write,
    attempting: async (attempt, { lookFirst }) => ({
      ...scope,
      write: await writeOnce(attempt, lookFirst),
    }),
  };
  const writeOnce = async (attempt: Attempt, lookFirst: boolean): Promise<Scope['write']> => {
    const earlier = lookFirst ? await earlierResult<never>(scope.select, caller, attempt) : undefined;
    if (earlier) return async () => earlier.result;
    return <T>(work: (tx: StatementClient) => Promise<Change<T>>) =>
      write<T>(async (tx) => {
        const replay = await claim<T>(tx, caller, attempt);
        if (replay) return replay;
        const change = await work(tx);
        keep(tx, caller, attempt, change.result);
        return change;
      });
  };
  return scope;
};

/** The scope of an operator's command. */
export const operatorScope = (prisma: PrismaClient, requestInfo: RequestInfo): OperatorScope =>
  makeScope(prisma, 'operator', requestInfo);

/** A transaction of the server's own upkeep: the outbox, and what has run out. */
export const runMaintenance = <T>(prisma: PrismaClient, work: (tx: MaintenanceClient) => Promise<T>): Promise<T> =>
  run('operator', 'BEGIN', () => prisma.$transaction((tx) => work(tx), transactionLimits));
