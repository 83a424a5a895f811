import { insertInto } from '@doorstep/database/statement';

/** Inserts a mail that is due at once by the clock of the database. */
export const insertMail = insertInto('insert_mail', 'mail', [
  'tenantId',
  'id',
  'userId',
  'kind',
  'recipient',
  'data',
  'updatedAt',
]);
