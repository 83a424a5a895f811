import pg from 'pg';
import { addApiKey } from './api-key.ts';
import { connections } from './cases.ts';
import type { LoadRequest } from './load.ts';
import { drive, type Effort } from './measure.ts';
import { ratioText, spreadOf, type Target } from './report.ts';
import { sizes } from './seed.ts';
import { prepare, type Setup } from './setup.ts';
import { startSubject } from './subject.ts';

type Compared = { name: string; atMost: number; measured: LoadRequest[]; base: LoadRequest[] };

const get = (path: string, headers: Record<string, string>): LoadRequest => ({ method: 'GET', path, headers });

const seconds = 2;

/** Compares what a request costs with another one on the same server, in turn. The cost is the time for a request. */
const compare = async (url: string, { name, atMost, measured, base }: Compared, rounds: number): Promise<Target> => {
  const timeOf = async (requests: LoadRequest[]): Promise<number> => {
    const outcome = await drive({ url, requests, connections, seconds });
    if (outcome.unexpected > 0) throw new Error(`${name}: ${outcome.unexpected} answers were not as expected`);
    return outcome.seconds / outcome.requests;
  };
  const ratios: number[] = [];
  // The first round is a warm-up.
  for (let round = 0; round <= rounds; round += 1) {
    const baseTime = await timeOf(base);
    const ratio = (await timeOf(measured)) / baseTime;
    if (round > 0) ratios.push(ratio);
  }
  const found = spreadOf(ratios);
  return { name, text: ratioText(found), mark: `at most ${atMost}`, reached: found.median <= atMost };
};

/** Compares the profile of a customer, read with an API key, with the customer's own read. */
export const measureKey = async (setup: Setup, rounds: number): Promise<Target[]> => {
  const [first] = setup.seeded.customers;
  if (!first) throw new Error('There are no customers');
  const customers = setup.seeded.customers.filter(({ tenantId }) => tenantId === first.tenantId);
  const key = await addApiKey(setup, first.tenantId, ['customers:read']);
  const base = await Promise.all(
    customers.map(async (customer) => {
      const headers = { Authorization: `Bearer ${await setup.tokenOf(customer)}`, 'X-Tenant-ID': customer.tenantId };
      return get('/api/customer/profile/', headers);
    }),
  );
  const measured = customers.map(({ userId }) => get(`/api/customers/${userId}/profile/`, key));
  const server = await startSubject('doorstep', setup);
  try {
    const compared = { name: 'profile with an API key against the customer', atMost: 1.1, measured, base };
    return [await compare(server.url, compared, rounds)];
  } finally {
    await server.stop();
  }
};

const small = 10_000;
const large = 1_000_000;
const samples = 500;
const pageSize = 100;

/** Inserts customers of a tenant with the words of their search. Triggers would take minutes. */
const addCustomers = async ({ database }: Setup, tenantId: string, count: number): Promise<void> => {
  const client = new pg.Client(database.superuserUrl);
  await client.connect();
  try {
    await client.query(`BEGIN; SET LOCAL session_replication_role = replica`);
    await client.query(
      `INSERT INTO users (tenant_id, id, email, email_key, full_name, external_id, status, search_words, created_at, updated_at)
       SELECT $1, gen_random_uuid(), e, e, 'Ada ' || surname, 'erp' || n, 'invited',
              ARRAY[e, 'ada', surname, 'erp' || n, 'customer' || n, 'example', 'com'], at, at
         FROM (SELECT lpad(i::text, 7, '0') AS n, 'customer' || lpad(i::text, 7, '0') || '@example.com' AS e,
                      'surname' || i % 5000 AS surname, now() - i * interval '1 second' AS at
                 FROM generate_series(1, $2::int) i) row`,
      [tenantId, count],
    );
    await client.query(
      `INSERT INTO customer_words SELECT tenant_id, id, id, word FROM users, unnest(search_words) word
        WHERE tenant_id = $1 AND status = 'invited'`,
      [tenantId],
    );
    await client.query('COMMIT');
    await client.query('ANALYZE users, customer_words');
  } finally {
    await client.end();
  }
};

type Tenant = { headers: Record<string, string>; ids: string[]; numbers: string[]; cursor: string };

const sampleOf = async (setup: Setup, tenantId: string, count: number): Promise<Omit<Tenant, 'cursor'>> => {
  await addCustomers(setup, tenantId, count);
  const client = new pg.Client(setup.database.superuserUrl);
  await client.connect();
  try {
    const step = Math.floor(count / samples);
    const { rows } = await client.query(
      `SELECT id, external_id FROM users WHERE tenant_id = $1 AND external_id = ANY (
         SELECT 'erp' || lpad((i * $2::int)::text, 7, '0') FROM generate_series(1, $3::int) i)`,
      [tenantId, step, samples],
    );
    return {
      headers: await addApiKey(setup, tenantId, ['customers:read']),
      ids: rows.map(({ id }) => id),
      numbers: rows.map(({ external_id }) => external_id.slice(3)),
    };
  } finally {
    await client.end();
  }
};

/** Walks through pages, and returns the cursor of the last one. */
const cursorBehind = async (url: string, headers: Record<string, string>, pages: number): Promise<string> => {
  let cursor = '';
  for (let page = 1; page < pages; page += 1) {
    const query = new URLSearchParams({ limit: String(pageSize), ...(cursor && { cursor }) });
    const answer = await fetch(`${url}/api/customers/?${query}`, { headers });
    cursor = ((await answer.json()) as { next_cursor: string }).next_cursor;
    if (!answer.ok || !cursor) throw new Error(`Page ${page} has no next one`);
  }
  return cursor;
};

const requestsOf = ({ headers, ids, numbers }: Omit<Tenant, 'cursor'>) => ({
  byId: ids.map((id) => get(`/api/customers/${id}/`, headers)),
  exact: numbers.map((number) => get(`/api/customers/?external_id=erp${number}`, headers)),
  // Ten customers begin with these digits, whatever the size of the tenant.
  prefix: numbers.map((number) => get(`/api/customers/?search=erp${number.slice(0, -1)}`, headers)),
  twoWords: numbers.map((number) => get(`/api/customers/?search=ada+erp${number.slice(0, -1)}`, headers)),
  list: [get(`/api/customers/?limit=${pageSize}`, headers)],
});

/** Compares searches and lists at 1 000 000 customers of a tenant with those at 10 000, and with a read by id. */
export const measureCustomerScale = async (serverUrl: string, { rounds }: Effort): Promise<Target[]> => {
  const setup = await prepare(serverUrl, { ...sizes.usual, tenants: 2 });
  try {
    const [one, other] = [...new Set(setup.seeded.customers.map(({ tenantId }) => tenantId))];
    const few = await sampleOf(setup, one ?? '', small);
    const many = await sampleOf(setup, other ?? '', large);
    const server = await startSubject('doorstep', setup);
    try {
      const [base, measured] = [requestsOf(few), requestsOf(many)];
      const lastPage = await cursorBehind(server.url, many.headers, large / pageSize);
      const atScale = `at ${large} customers`;
      const compared: Compared[] = [
        ...(['exact', 'prefix', 'list'] as const).map((kind) => ({
          name: `${kind} ${atScale} against ${small}`,
          atMost: 1.2,
          measured: measured[kind],
          base: base[kind],
        })),
        { name: `exact against by id, ${atScale}`, atMost: 1.5, measured: measured.exact, base: measured.byId },
        { name: `prefix against by id, ${atScale}`, atMost: 10, measured: measured.prefix, base: measured.byId },
        { name: `two words against by id, ${atScale}`, atMost: 10, measured: measured.twoWords, base: measured.byId },
        {
          name: `page ${large / pageSize} against the first`,
          atMost: 1.2,
          measured: [get(`/api/customers/?limit=${pageSize}&cursor=${lastPage}`, many.headers)],
          base: measured.list,
        },
      ];
      const targets: Target[] = [];
      for (const each of compared) targets.push(await compare(server.url, each, rounds));
      return targets;
    } finally {
      await server.stop();
    }
  } finally {
    await setup.remove();
  }
};
