import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createDatabase, type Database } from './database.ts';
import type {} from './test-database.ts';
import { insertOf, newTenant, newUser } from './test-rows.ts';

// Runs SQL directly as a login, so that only policies and the trigger protect a decision.

const { requests, owner } = inject('database');
const asOwner = new pg.Pool({ ...owner, max: 1 });
const asLogin = new pg.Pool({ ...requests, max: 1 });

type Person = { tenantId: string; userId: string; addressId: string };
let database: Database;
let tenantId: string;
let ada: Person;
let staff: Person;

beforeAll(async () => {
  database = createDatabase(requests);
  tenantId = await newTenant(database);
  [ada, staff] = [await newPerson('customer'), await newPerson('reviewer')];
});
afterAll(async () => {
  await Promise.all([asOwner.end(), asLogin.end(), database.close()]);
});

const insertAddress = insertOf('address', [
  ...(['tenantId', 'id', 'userId', 'recipientName', 'line1', 'country', 'updatedAt'] as const),
  ...(['proofImage', 'proofStatus', 'proofSubmittedAt'] as const),
]);

/** A user with a pending proof. */
const newPerson = async (role: 'customer' | 'reviewer'): Promise<Person> => {
  const addressId = randomUUID();
  const proof = { proofImage: 'x.webp', proofStatus: 'pending', proofSubmittedAt: new Date() } as const;
  const userId = await newUser(database, tenantId, {
    rows: ({ email: _, ...own }) => [
      insertAddress({ ...own, id: addressId, recipientName: 'x', line1: 'x', country: 'DE', ...proof }),
    ],
  });
  const person = { tenantId, userId, addressId };
  await asOwner.query('UPDATE users SET role = $1 WHERE id = $2', [role, person.userId]);
  return person;
};

/** Runs statements as a caller, and rolls them back. Returns the result of the last one, or the error. */
const outcome = async (caller: { userId: string | null }, ...statements: string[]): Promise<string> => {
  const client = await asLogin.connect();
  try {
    await client.query('BEGIN');
    if (caller.userId === staff.userId) {
      await client.query("SELECT enter_staff($1, $2, NULL, 'proofs:decide', NULL)", [tenantId, caller.userId]);
    } else await client.query('SELECT enter($1, $2, NULL)', [tenantId, caller.userId]);
    let last = '';
    for (const statement of statements) {
      const { command, rowCount } = await client.query(statement);
      last = `${command} ${rowCount}`;
    }
    return last;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
};

const system = { userId: null };
const set = (what: string, { addressId }: Person) => `UPDATE addresses SET ${what} WHERE id = '${addressId}'`;
const approve = (person: Person) => set("proof_status = 'approved', version = version + 1", person);
const refused = 'this caller may not decide about this proof of address';

describe('A decision about a proof', () => {
  test('can be made by staff about the proof of another user', async () => {
    expect(await outcome(staff, approve(ada))).toBe('UPDATE 1');
    expect(await outcome(staff, set("proof_status = 'rejected', proof_reason = 'other'", ada))).toBe('UPDATE 1');
  });

  test('cannot be made by a customer, by the system, or by staff about their own proof', async () => {
    expect(await outcome(ada, approve(ada))).toBe(refused);
    expect(await outcome(system, approve(ada))).toBe(refused);
    expect(await outcome(staff, approve(staff))).toBe(refused);
    expect(await outcome(ada, approve(staff))).toBe('UPDATE 0');
    const insertApproved = `INSERT INTO addresses (tenant_id, id, user_id, recipient_name, line1, country, updated_at, proof_image,
      proof_submitted_at, proof_status) SELECT tenant_id, gen_random_uuid(), user_id, 'x', 'x', 'DE', now(), proof_image,
      now(), 'approved' FROM addresses WHERE id = '${ada.addressId}'`;
    expect(await outcome(ada, insertApproved)).toBe(refused);
  });

  test('is final for staff', async () => {
    expect(await outcome(staff, approve(ada), set("proof_status = 'rejected'", ada))).toBe('UPDATE 0');
    expect(await outcome(staff, set('version = version', ada))).toBe(refused);
  });

  test('cannot change other columns of the row', async () => {
    for (const what of ["line1 = 'y'", `user_id = '${staff.userId}'`, 'deleted_at = now()', "proof_image = 'y.webp'"]) {
      expect([what, await outcome(staff, set(`proof_status = 'approved', ${what}`, ada))]).toEqual([what, refused]);
    }
  });

  test('can be reset by the customer in a change of the address', async () => {
    const approved = await newPerson('customer');
    await asOwner.query(approve(approved));
    expect(await outcome(approved, set("label = 'Home'", approved))).toBe('UPDATE 1');
    expect(await outcome(approved, set("city = 'Elsewhere', proof_status = 'pending'", approved))).toBe('UPDATE 1');
  });
});

test('A customer can change only the columns of an approved address that the decision does not cover', async () => {
  const approved = await newPerson('customer');
  await asOwner.query(approve(approved));
  // A CHECK restricts proof_status to its own values.
  const columns = await asOwner.query<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.columns
      WHERE table_name = 'addresses' AND data_type IN ('text', 'character') AND column_name <> 'proof_status' ORDER BY name`,
  );
  const outcomes = await Promise.all(
    columns.rows.map(async ({ name }) => [name, await outcome(approved, set(`${name} = 'FR'`, approved))] as const),
  );
  const changeable = outcomes.filter(([, result]) => result !== refused);
  expect(changeable).toEqual([
    ['delivery_instructions', 'UPDATE 1'],
    ['fingerprint', 'UPDATE 1'],
    ['label', 'UPDATE 1'],
    ['phone', 'UPDATE 1'],
    ['search_text', 'UPDATE 1'],
  ]);
});

test('Staff can lock the row of a customer, but not change it', async () => {
  const lock = `SELECT FROM users WHERE id = '${ada.userId}' FOR UPDATE`;
  expect(await outcome(staff, lock)).toBe('SELECT 1');
  expect(await outcome(staff, `UPDATE users SET full_name = 'x' WHERE id = '${ada.userId}'`)).toContain(
    'row-level security',
  );
});

test('Staff can send a customer only mails about a decision', async () => {
  const mail = (kind: string) => `INSERT INTO mails (tenant_id, id, user_id, kind, recipient, updated_at)
    VALUES ('${tenantId}', gen_random_uuid(), '${ada.userId}', '${kind}', 'x', now())`;
  expect(await outcome(staff, mail('proof_rejected'))).toBe('INSERT 1');
  expect(await outcome(staff, mail('password_reset'))).toContain('row-level security');
  expect(await outcome(await newPerson('customer'), mail('proof_rejected'))).toContain('row-level security');
});
