import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { hashToken, newSalt, newSecretToken } from '@doorstep/api/secret-token';
import pg from 'pg';
import { from } from 'pg-copy-streams';
import { v7 as uuidv7 } from 'uuid';

/** The number of rows. In each tenant one customer has 50 addresses and nine have none, so the average is 5. */
export type Size = { tenants: number; customersPerTenant: number };

export const sizes = {
  usual: { tenants: 20, customersPerTenant: 250 },
  scale: { tenants: 1000, customersPerTenant: 1000 },
} as const satisfies Record<string, Size>;

const addressesPerCustomer = 5;
const addressesOfOne = 50;
const withNone = addressesOfOne / addressesPerCustomer - 1;

/** A signed-in customer whose rows the cases read. */
export type Customer = { tenantId: string; userId: string; sessionId: string; addressIds: string[] };

export type Seeded = {
  /** Customers with 5 addresses, the same number from each tenant. */
  customers: Customer[];
  /** Customers with 50 addresses, one from each tenant. */
  withManyAddresses: Customer[];
};

// Enough that no two connections use the same customer at once, and few enough for the load generator.
const sampled = 1000;

/** Fills an empty, migrated database by COPY, as a superuser, whom row security does not limit. */
export const seed = async (url: string, size: Size): Promise<Seeded> => {
  const client = new pg.Client(url);
  await client.connect();
  const seeded: Seeded = { customers: [], withManyAddresses: [] };
  const perTenant = Math.max(1, Math.floor(sampled / size.tenants));
  const tenants = Array.from({ length: size.tenants }, () => uuidv7());
  await copy(client, 'tenants (id, name, settings, updated_at)', tenants, (id) => [
    [id, `Shop ${id.slice(-4)}`, settings, now],
  ]);
  for (const batch of batches(tenants, 20)) {
    const customers = batch.flatMap((tenantId) =>
      Array.from({ length: size.customersPerTenant }, (_, index): Customer & { index: number } => ({
        tenantId,
        index,
        userId: uuidv7(),
        sessionId: uuidv7(),
        addressIds: Array.from({ length: addressesOf(index) }, () => uuidv7()),
      })),
    );
    await copy(client, usersTable, customers, ({ tenantId, userId }) => [
      [
        tenantId,
        userId,
        `${userId}@example.com`,
        `${userId}@example.com`,
        'none',
        'Ada Lovelace',
        '+4915112345678',
        now,
      ],
    ]);
    await copy(client, 'sessions (tenant_id, id, user_id, expires_at, updated_at)', customers, (customer) => [
      [customer.tenantId, customer.sessionId, customer.userId, inAYear, now],
    ]);
    await copy(client, `refresh_tokens ${tokenColumns}`, customers, ({ tenantId, userId, sessionId }) => [
      [tenantId, uuidv7(), userId, sessionId, bytes(hashToken(newSecretToken())), bytes(newSalt()), inAYear, now],
    ]);
    const events = customers.map((customer) => ({ ...customer, eventId: uuidv7() }));
    await copy(client, eventsTable, events, ({ tenantId, userId, eventId }) => [
      [tenantId, eventId, userId, 'customer', userId, 'seed', 'user.registered', userId, bytes(newSalt())],
    ]);
    await copy(client, valuesTable, events, ({ tenantId, userId, eventId }) => [
      [tenantId, eventId, userId, bytes(newSalt()), '', '', '{}'],
    ]);
    await copy(client, addressesTable, customers, ({ tenantId, userId, addressIds }) =>
      addressIds.map((id, index) => [tenantId, id, userId, ...addressTexts(index), now]),
    );
    for (const { index, ...customer } of customers) {
      if (index === 0) seeded.withManyAddresses.push(customer);
      if (index > withNone && index <= withNone + perTenant && seeded.customers.length < sampled) {
        seeded.customers.push(customer);
      }
    }
  }
  // Excludes the seeded events from sealing: the servers seal only what they write.
  await client.query(
    'INSERT INTO audit_sealing (tenant_id, sealed_below) SELECT id, pg_snapshot_xmin(pg_current_snapshot()) FROM tenants',
  );
  // Does now what autovacuum and a checkpoint would do minutes later. Otherwise plans use the statistics of empty tables, and
  // cases wait for the disk.
  await client.query('VACUUM (FREEZE, ANALYZE)');
  await client.query('CHECKPOINT');
  await client.end();
  return seeded;
};

/** Sets the picture of customers to a file name. */
export const setPictures = (url: string, customers: readonly Customer[], file: string): Promise<void> =>
  withClient(url, async (client) => {
    await client.query('UPDATE users SET profile_picture = $2 WHERE id = ANY($1::uuid[])', [
      customers.map(({ userId }) => userId),
      file,
    ]);
  });

/** Adds a session with a refresh token for each customer, and returns the tokens. */
export const addRefreshTokens = (
  url: string,
  customers: readonly Customer[],
): Promise<{ customer: Customer; token: string }[]> =>
  withClient(url, async (client) => {
    const made = customers.map((customer) => ({
      customer: { ...customer, sessionId: uuidv7() },
      token: newSecretToken(),
    }));
    for (const { customer, token } of made) {
      const { tenantId, userId, sessionId } = customer;
      await client.query(
        'INSERT INTO sessions (tenant_id, id, user_id, expires_at, updated_at) VALUES ($1, $2, $3, $4, now())',
        [tenantId, sessionId, userId, inAYear],
      );
      await client.query(`INSERT INTO refresh_tokens ${tokenColumns} VALUES ($1, $2, $3, $4, $5, $6, $7, now())`, [
        tenantId,
        uuidv7(),
        userId,
        sessionId,
        hashToken(token),
        newSalt(),
        inAYear,
      ]);
    }
    return made;
  });

const withClient = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

const addressesOf = (index: number): number =>
  index === 0 ? addressesOfOne : index <= withNone ? 0 : addressesPerCustomer;

const now = new Date().toISOString();
const inAYear = new Date(Date.now() + 365 * 86_400_000).toISOString();

// High limits: refused requests would distort the figures.
const settings = JSON.stringify({
  limits: {
    live_addresses: 1000,
    refreshes_per_session: 10_000,
    writes_per_customer: 100_000,
    uploads_per_customer: 100_000,
  },
});

const usersTable = 'users (tenant_id, id, email, email_key, password_hash, full_name, phone, updated_at)';
const addressesTable = `addresses (tenant_id, id, user_id, label, recipient_name, line1, city, postal_code, country,
  latitude, longitude, delivery_instructions, updated_at)`;

const eventsTable =
  'audit_events (tenant_id, id, user_id, actor, actor_id, request_id, action, entity_id, values_hash)';
const valuesTable = 'audit_values (tenant_id, event_id, user_id, salt, address, agent, after)';
const tokenColumns = '(tenant_id, id, user_id, session_id, token_hash, child_salt, expires_at, updated_at)';

/** A bytea in the format of COPY. */
const bytes = (value: Uint8Array): string => `\\x${Buffer.from(value).toString('hex')}`;

const addressTexts = (index: number): string[] => [
  index === 0 ? 'Home' : `Place ${index}`,
  'Ada Lovelace',
  `Friedrichstraße ${index + 1}`,
  'Berlin',
  '10117',
  'DE',
  '52.5170365',
  '13.3888599',
  'Second floor, ring twice',
];

const copy = async <T>(
  client: pg.Client,
  table: string,
  items: readonly T[],
  rowsOf: (item: T) => readonly (readonly string[])[],
): Promise<void> => {
  const lines = function* () {
    for (const item of items) for (const row of rowsOf(item)) yield `${row.map(escaped).join('\t')}\n`;
  };
  await pipeline(Readable.from(lines()), client.query(from(`COPY ${table} FROM STDIN`)));
};

const escaped = (value: string): string => value.replaceAll(/[\\\t\n\r]/g, (character) => `\\${character}`);

function* batches<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
