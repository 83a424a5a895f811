import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';

const rowsAtOnce = 500;

const insertFrom = (table: string, columns: string): string =>
  `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1::json)`;

const statements = {
  users: insertFrom(
    'users',
    'tenant_id, id, email, email_key, full_name, phone, external_id, metadata, status, search_words, created_at, updated_at, role, version',
  ),
  addresses: insertFrom(
    'addresses',
    `tenant_id, id, user_id, label, recipient_name, company, line1, line2, line3, district, city, state, postal_code,
     sorting_code, country, delivery_instructions, is_default_shipping, is_default_billing, proof_status, search_text,
     fingerprint, metadata, search_words, created_at, updated_at, version`,
  ),
  audit_events: insertFrom(
    'audit_events',
    'tenant_id, id, user_id, actor, request_id, action, entity_id, values_hash, created_at',
  ),
  audit_values: insertFrom('audit_values', 'tenant_id, event_id, user_id, salt, address, agent, after'),
};

/** The fields that the lines of the benchmark have. */
type Line = {
  email: string;
  external_id: string;
  full_name: string;
  phone: string;
  metadata: object;
  addresses: { recipient_name: string; line1: string; city: string; postal_code: string; country: string }[];
};

const wordsOf = (...texts: string[]): string[] => [
  ...new Set(texts.flatMap((text) => text.toLowerCase().split(/\W+/))),
];

/** Inserts the rows of an import in batches, with events and words, and judges nothing. */
export const loadByHand = async (url: string, tenantId: string, text: string): Promise<void> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const lines = text.split('\n');
    for (let from = 0; from < lines.length; from += rowsAtOnce) {
      const rows = rowsOf(tenantId, lines.slice(from, from + rowsAtOnce));
      await client.query('BEGIN');
      for (const [table, statement] of Object.entries(statements)) {
        await client.query({
          name: table,
          text: statement,
          values: [JSON.stringify(rows[table as keyof typeof rows])],
        });
      }
      await client.query('COMMIT');
    }
  } finally {
    await client.end();
  }
};

const rowsOf = (tenantId: string, lines: readonly string[]) => {
  const at = new Date();
  const common = { tenant_id: tenantId, metadata: {}, version: 1, created_at: at, updated_at: at };
  const users: object[] = [];
  const addresses: object[] = [];
  const events: object[] = [];
  const values: object[] = [];
  const record = (userId: string, action: string, id: string, after: object) => {
    const salt = randomBytes(16);
    const hash = createHash('sha256').update(salt).update(JSON.stringify(after)).digest('hex');
    const event = { tenant_id: tenantId, user_id: userId, created_at: at };
    const eventId = uuidv7();
    events.push({
      ...event,
      id: eventId,
      actor: 'system',
      request_id: 'x',
      action,
      entity_id: id,
      values_hash: `\\x${hash}`,
    });
    values.push({ ...event, event_id: eventId, salt: `\\x${salt.toString('hex')}`, address: '', agent: '', after });
  };
  for (const line of lines) {
    const { addresses: given, ...customer } = JSON.parse(line) as Line;
    const id = uuidv7();
    const user = { ...common, ...customer, id, email_key: customer.email, status: 'invited', role: 'customer' };
    const { email, full_name: name, phone, external_id: externalId } = customer;
    users.push({ ...user, search_words: wordsOf(email, name, phone, externalId) });
    record(id, 'user.created', id, user);
    for (const address of given) {
      const row = { ...empty, ...common, ...address, id: uuidv7(), user_id: id };
      const text = Object.values(address).join('\n').toLowerCase();
      const fingerprint = createHash('sha256').update(text).digest('hex');
      const words = wordsOf(address.city, address.postal_code);
      addresses.push({ ...row, search_text: text, fingerprint, search_words: words });
      record(id, 'address.created', row.id, row);
    }
  }
  return { users, addresses, audit_events: events, audit_values: values };
};

const empty = {
  ...{
    label: '',
    company: '',
    line2: '',
    line3: '',
    district: '',
    state: '',
    sorting_code: '',
    delivery_instructions: '',
  },
  ...{ is_default_shipping: false, is_default_billing: false, proof_status: 'none' },
};
