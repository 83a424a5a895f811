import { randomBytes, randomUUID } from 'node:crypto';
import type { Database } from './database.ts';
import type { Field, Model, Row } from './row.ts';
import { insertInto, type NoColumns, type RowStatement, type Statement, type Value } from './statement.ts';

const requestInfo = { requestId: 'test-rows', address: '', agent: '' };

const insertUser = insertInto('test_register_user', 'user', [
  ...(['tenantId', 'id', 'email', 'emailKey', 'passwordHash', 'updatedAt', 'eraseAt', 'erasureRequestedAt'] as const),
  'searchWords',
]);

/** A statement that inserts some fields of a row. */
export const insertOf = <M extends Model, F extends Field<M>>(
  model: M,
  fields: readonly F[],
): RowStatement<Pick<Row<M>, F>> => insertInto(`test_insert_${model}`, model, fields);

export const newTenant = (database: Database, name = 'T'): Promise<string> =>
  database.operator(requestInfo).change(async (tx) => {
    const { id } = await tx.tenant.create({ data: { name } });
    return { result: id, audit: { action: 'tenant.created', tenantId: id, entityId: id } };
  });

/** Registers a customer of a tenant as the system, optionally with further rows. */
export const newUser = (
  database: Database,
  tenantId: string,
  { eraseAt = null, rows = () => [] }: { eraseAt?: Date | null; rows?: (user: TestUser) => RowToInsert[] } = {},
): Promise<string> =>
  database.scope({ tenantId, userId: null, sessionId: null }, requestInfo).write(async (tx) => {
    const now = new Date();
    const [userId, email] = [randomUUID(), `${randomBytes(6).toString('hex')}@example.com`];
    const dates = { updatedAt: now, eraseAt, erasureRequestedAt: eraseAt && now };
    tx.send(
      ...insertUser({
        tenantId,
        id: userId,
        email,
        emailKey: email,
        passwordHash: 'x',
        searchWords: [email],
        ...dates,
      }),
    );
    for (const row of rows({ tenantId, userId, email, updatedAt: now })) tx.send(...row);
    const registered = { action: 'user.registered', entityId: userId, userId, after: { email } } as const;
    return { result: userId, audit: registered, count: 'sign_in_failed' };
  });

export type TestUser = { tenantId: string; userId: string; email: string; updatedAt: Date };
export type RowToInsert = readonly [Statement<NoColumns>, Value[]];
