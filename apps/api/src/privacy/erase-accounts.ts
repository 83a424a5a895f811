import { AppError } from '@doorstep/contracts/errors';
import type { OperatorScope } from '@doorstep/database/scope';
import { v7 as uuidv7 } from 'uuid';
import type { Dependencies } from '../dependencies.ts';
import type { MediaFile } from '../media/media-key.ts';
import { discardFiles, ownedFiles } from '../media/owned-files.ts';

type Needs = Pick<Dependencies, 'database' | 'media' | 'logger'>;
type Account = { tenantId: string; id: string };

const origin = { requestId: 'erasure', address: '', agent: '' };
const batchSize = 100;

/** Erases every account whose date has come, each in a transaction of its own; one that fails is left for the next hour. */
export const eraseDueAccounts = async ({ database, media, logger }: Needs): Promise<void> => {
  const operator = database.operator(origin);
  for (;;) {
    let erased = 0;
    for (const account of await dueAccounts(operator)) {
      try {
        await discardFiles(media, await eraseAccount(operator, account));
        erased += 1;
      } catch (error) {
        if (!isCalledOff(error)) logger.error({ err: error, user: account.id }, 'an account could not be erased');
      }
    }
    if (erased > 0) logger.info({ accounts: erased }, 'erased accounts whose date had come');
    if (erased < batchSize) return;
  }
};

// By the database's clock, which erase_customer() goes by too.
const dueAccounts = (operator: OperatorScope): Promise<Account[]> =>
  operator.read(
    (db) => db.$queryRaw<Account[]>`
      SELECT tenant_id AS "tenantId", id FROM users WHERE erase_at <= now() ORDER BY erase_at LIMIT ${batchSize}`,
  );

/** Removes the rows, and answers the files that they named. Throws `not_found` where it was called off meanwhile. */
const eraseAccount = (operator: OperatorScope, { tenantId, id }: Account): Promise<MediaFile[]> =>
  operator.change(async (tx) => {
    const [user] = await tx.$queryRaw<{ picture: string | null }[]>`
      SELECT profile_picture AS picture FROM users
       WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid AND erase_at <= now() FOR UPDATE`;
    if (!user) throw new AppError('not_found');
    const addresses = await tx.address.findMany({ where: { tenantId, userId: id }, select: { proofImage: true } });
    await tx.$queryRaw`SELECT erase_customer(${tenantId}::uuid, ${id}::uuid, ${uuidv7()}::uuid)`;
    // About nobody, so that the values of this event are not of the one who is gone; the id says which account it was.
    const audit = { action: 'user.erased', tenantId, entityId: id, userId: null } as const;
    return { result: ownedFiles({ tenantId, userId: id }, user.picture, addresses), audit };
  });

const isCalledOff = (error: unknown): boolean => error instanceof AppError && error.code === 'not_found';
