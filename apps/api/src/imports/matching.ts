import type { FieldFault } from '@doorstep/contracts/errors';
import type { Query } from '@doorstep/database/transaction';
import { accountOf, emailKeys } from '../accounts/email-key.ts';
import type { CustomerRow } from '../customers/customer.statements.ts';
import { matchingCustomers, matchingCustomersLocked } from './import.statements.ts';
import type { SoundLine } from './judged-line.ts';

/** Reads the customers that lines may be about. */
export const findMatches = (
  query: Query,
  tenantId: string,
  lines: readonly SoundLine[],
  { lock }: { lock: boolean },
): Promise<CustomerRow[]> => {
  const customers = lines.map(({ customer }) => customer);
  return query(lock ? matchingCustomersLocked : matchingCustomers, [
    tenantId,
    customers.flatMap(({ external_id }) => external_id ?? []),
    customers.flatMap(({ email }) => (email === undefined ? [] : emailKeys(email))),
    customers.flatMap(({ id }) => id ?? []),
  ]);
};

const emailTaken: FieldFault = { field: 'email', code: 'email_taken', message: { key: 'email_of_customer' } };
export const idTaken: FieldFault = { field: 'id', code: 'id_taken', message: { key: 'id_of_customer' } };

/**
 * Finds the customer of a line: by external id, else by e-mail. Null is a new customer. Returns a fault if external id and
 * e-mail belong to different customers, or the id of a new customer is taken.
 */
export const matchOf = (
  { customer: { id, external_id: externalId, email } }: SoundLine,
  matches: readonly CustomerRow[],
): { row: CustomerRow | null } | { fault: FieldFault } => {
  const byEmail = email === undefined ? undefined : accountOf(matches, email);
  const byExternalId = externalId ? matches.find((row) => row.externalId === externalId) : undefined;
  if (byExternalId) return byEmail && byEmail.id !== byExternalId.id ? { fault: emailTaken } : { row: byExternalId };
  if (byEmail) return externalId && byEmail.externalId !== null ? { fault: emailTaken } : { row: byEmail };
  if (email === undefined) return { fault: { field: 'email', code: 'required', message: { key: 'required' } } };
  return matches.some((row) => row.id === id) ? { fault: idTaken } : { row: null };
};
