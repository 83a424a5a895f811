import { type AuditEntry, countRefusal, type Origin, recordAudit, type SecurityKind } from './audit.ts';
import type { Prisma, PrismaClient } from './generated/client.ts';
import { type Actor, type Caller, type Opening, withOpening } from './opening.ts';
import { ScopeError } from './scope-error.ts';

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
  readonly origin: Origin;
  /** One statement in a read-only transaction of its own, in one network round trip. */
  read<T>(query: (db: ReadClient) => Promise<T>): Promise<T>;
  /** Several statements that see one state of the data. */
  snapshot<T>(queries: (db: ReadClient, actor: Actor) => Promise<T>): Promise<T>;
  /** The only way to write. Nothing slow may be awaited inside: the transaction stays open. */
  change<T>(work: (tx: WriteClient, actor: Actor) => Promise<Change<T>>): Promise<T>;
};

/** The operator's scope: no tenant, all rows. */
export type OperatorScope = Omit<Scope, 'caller'>;

/** Rows that belong to the machinery, not to anyone's record: these may change without an event. */
export type HousekeepingClient = Pick<
  WriteClient,
  'mail' | 'session' | 'refreshToken' | 'passwordReset' | 'securityCount' | '$queryRaw'
>;

const transactionLimits = { maxWait: 10_000, timeout: 20_000 };

const run = async <T>(
  caller: Caller | 'operator',
  begin: Opening['begin'],
  work: (opening: Opening) => Promise<T>,
): Promise<T> => {
  const opening: Opening = { begin, caller, alone: 0, actor: null, fault: null };
  try {
    // Prisma's promises are lazy: awaited here, they run inside the opening.
    return await withOpening(opening, async () => await work(opening));
  } catch (error) {
    if (opening.fault) throw new ScopeError(opening.fault, error);
    throw error;
  }
};

const actorOf = (opening: Opening): Actor => {
  if (!opening.actor) throw new Error('The transaction has not been entered');
  return opening.actor;
};

const makeScope = (prisma: PrismaClient, caller: Caller | 'operator', origin: Origin): OperatorScope => ({
  origin,
  read: (query) => run(caller, 'BEGIN READ ONLY', () => query(prisma)),
  snapshot: (queries) =>
    run(caller, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', (opening) =>
      prisma.$transaction((tx) => queries(tx, actorOf(opening)), transactionLimits),
    ),
  change: (work) =>
    run(caller, 'BEGIN', (opening) =>
      prisma.$transaction(async (tx) => {
        const change = await work(tx, actorOf(opening));
        if (change.audit) await recordAudit(tx, opening, origin, [change.audit].flat());
        if (change.count && caller !== 'operator') await countRefusal(tx, caller.tenantId, change.count);
        return change.result;
      }, transactionLimits),
    ),
});

/** The scope of one caller. Cheap: nothing is asked of the database until it is used. */
export const scopeOf = (prisma: PrismaClient, caller: Caller, origin: Origin): Scope => ({
  ...makeScope(prisma, caller, origin),
  caller,
});

/** The scope of an operator's command. */
export const operatorScope = (prisma: PrismaClient, origin: Origin): OperatorScope =>
  makeScope(prisma, 'operator', origin);

/** A transaction of the server's own upkeep: the outbox, and what has run out. */
export const housekeep = <T>(prisma: PrismaClient, work: (tx: HousekeepingClient) => Promise<T>): Promise<T> =>
  run('operator', 'BEGIN', () => prisma.$transaction((tx) => work(tx), transactionLimits));
