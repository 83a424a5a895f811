import { createClient, type SignedInClient } from '@doorstep/testing/client';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { runMaintenance } from '../src/jobs/maintenance.ts';
import { uploadPicture, uploadProof } from './acceptance/private-images.ts';
import { unzip } from './acceptance/zip.ts';
import { useApi } from './harness.ts';

// On its own database, because maintenance covers all tenants.
const api = useApi({}, { ownDatabase: true });
const exports = '/api/exports/';
const address = { recipient_name: 'Ada', line1: 'Main 1', city: 'Berlin', postal_code: '10117', country: 'DE' };

afterEach(() => {
  vi.restoreAllMocks();
});

type Role = Parameters<typeof api.setRole>[2];
type Shop = { tenantId: string; staff: SignedInClient };

const newStaff = async (tenantId: string, role: Role): Promise<SignedInClient> => {
  const staff = await api.newCustomer(tenantId);
  await api.setRole(tenantId, staff.email, role);
  return staff;
};

const newShop = async (): Promise<Shop> => {
  const tenantId = await api.newTenant();
  return { tenantId, staff: await newStaff(tenantId, 'owner') };
};

/** Adds customers with so much metadata that a download does not fit into the buffers of a connection. */
const addManyCustomers = ({ tenantId }: Shop, count: number, metadataSize = 0) =>
  api.sql(
    `INSERT INTO users (tenant_id, id, email, email_key, status, metadata, updated_at)
     SELECT $1, gen_random_uuid(), n || '@example.com', n || '@example.com', 'invited',
            jsonb_build_object('note', repeat('x', $3)), now()
       FROM generate_series(1, $2::int) n`,
    [tenantId, count, metadataSize],
  );

const newExport = async (by: Pick<SignedInClient, 'post'>, json = {}) => {
  const answer = await by.post(exports, { json });
  expect(answer.status).toBe(201);
  return answer.body;
};

const newKey = async ({ staff, tenantId }: Shop, permissions: string[]) => {
  const { body } = await staff.post('/api/tenant/keys/', { json: { name: 'ERP', permissions } });
  return { id: body.id as string, client: createClient(api.url, { tenantId, accessToken: body.key }) };
};

/** The path of a link, as a client without a token gets it. */
const pathOf = ({ url }: { url: string }): string => url.slice(new URL(url).origin.length);
const anyone = () => createClient(api.url, { tenantId: '' });
const download = (created: { url: string }) => anyone().get(pathOf(created));

const linesOf = (bytes: Buffer) => {
  const text = bytes.toString();
  if (text !== '') expect(text.endsWith('\n')).toBe(true);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
};

const exportedBy = async (by: Pick<SignedInClient, 'post'>) => linesOf((await download(await newExport(by))).bytes);

describe('A line of an export', () => {
  let shop: Shop;
  let lines: { id: string; status: string; addresses: { id: string }[] }[];
  let complete: SignedInClient;
  beforeAll(async () => {
    shop = await newShop();
    const { tenantId, staff } = shop;
    complete = await api.newCustomer(tenantId);
    await complete.patch('/api/customer/profile/', { json: { full_name: 'Ada Ünal', phone: '+442079460018' } });
    await uploadPicture(complete);
    await complete.post('/api/customer/addresses/', { json: { ...address, label: 'Home', is_default_billing: true } });
    await uploadProof(complete);
    const deleted = await complete.post('/api/customer/addresses/', { json: { ...address, line1: 'Former 1' } });
    await complete.delete(`/api/customer/addresses/${deleted.body.id}/`);
    await api.sql(`UPDATE addresses SET metadata = '{"floor":"3"}' WHERE user_id = $1`, [complete.userId]);
    await staff.put('/api/customers/by-external-id/ERP-1/', {
      json: { email: 'invited@example.com', metadata: { tier: 'gold' } },
    });
    const [blocked, leaving] = [await api.newCustomer(tenantId), await api.newCustomer(tenantId)];
    await staff.post(`/api/customers/${blocked.userId}/block/`, { json: { reason: 'Unpaid' } });
    await staff.delete(`/api/customers/${leaving.userId}/`);
    await api.newCustomer(await api.newTenant());
    lines = await exportedBy(staff);
  });

  test('is what the API shows of a customer of the tenant, with the live addresses', async () => {
    const { staff } = shop;
    const { results } = (await staff.get('/api/customers/')).body;
    expect(results.map(({ status }: { status: string }) => status).sort()).toEqual([
      ...['active', 'blocked', 'erasure_pending', 'invited'],
    ]);
    expect(lines.map(({ id }) => id)).toEqual(results.map(({ id }: { id: string }) => id).sort());
    for (const { addresses, ...line } of lines) {
      const { body: customer } = await staff.get(`/api/customers/${line.id}/`);
      expect(line).toEqual({ ...customer, profile_picture: null });
      const shown = (await staff.get(`/api/customers/${line.id}/addresses/`)).body.results.reverse();
      const metadata = line.id === complete.userId ? { floor: '3' } : {};
      expect(addresses).toEqual(shown.map((row: object) => ({ ...row, proof_image: null, metadata })));
    }
    expect(lines.find(({ id }) => id === complete.userId)?.addresses).toHaveLength(2);
  });

  test('contains no secret', () => {
    expect(JSON.stringify(lines)).not.toMatch(/argon2|password|token|search_?words|fingerprint|signature=/i);
  });
});

describe('An export', () => {
  test('of more than a page has every customer once', async () => {
    const shop = await newShop();
    await addManyCustomers(shop, 450);
    const emails = (await exportedBy(shop.staff)).map(({ email }) => email);
    expect(new Set(emails).size).toBe(450);
    expect(emails).toHaveLength(450);
  });

  test('of a full page ends behind it, and one without customers is empty', async () => {
    const shop = await newShop();
    expect(await exportedBy(shop.staff)).toEqual([]);
    await addManyCustomers(shop, 200);
    expect(await exportedBy(shop.staff)).toHaveLength(200);
  });

  test('is listed, newest first, and has the link to its file', async () => {
    const { staff } = await newShop();
    const made = [await newExport(staff), await newExport(staff, { format: 'zip' }), await newExport(staff)];
    const first = await staff.get(`${exports}?limit=2`);
    const second = await staff.get(`${exports}?limit=2&cursor=${first.body.next_cursor}`);
    expect([...first.body.results, ...second.body.results]).toEqual(made.reverse());
    expect(second.body.next_cursor).toBeNull();
    expect(made[1]).toMatchObject({ format: 'zip', includes_proofs: true, actor: { kind: 'staff', id: staff.userId } });
    const validMs = Date.parse(made[1].expires_at) - api.dependencies.now().getTime();
    expect(validMs).toBeGreaterThan(3_599_000);
    expect(validMs).toBeLessThanOrEqual(4_500_000);
  });

  test('needs the permission, and names its place', async () => {
    const shop = await newShop();
    const { client } = await newKey(shop, ['customers:read', 'addresses:read']);
    for (const refused of [await client.post(exports, { json: {} }), await client.get(exports)])
      expect(refused).toMatchObject({ status: 403, body: { required_permission: 'exports:read' } });
    const { headers, body } = await shop.staff.post(exports, { json: {} });
    expect((await shop.staff.get(new URL(headers.get('location') ?? '').pathname)).body).toEqual(body);
    expect((await shop.staff.post(exports, { json: { format: 'csv' } })).body.errors[0].field).toBe('format');
  });

  test('has an event for its creation, each download and its end, by its creator', async () => {
    const shop = await newShop();
    const { id: keyId, client } = await newKey(shop, ['exports:read']);
    const created = await newExport(client);
    await download(created);
    await anyone().send('HEAD', pathOf(created));
    await shop.staff.delete(`${exports}${created.id}/`);
    const events = await api.sql(
      `SELECT action, actor, actor_id AS id, user_id AS of FROM audit_events e WHERE entity_id = $1 ORDER BY e.id`,
      [created.id],
    );
    expect(events).toEqual([
      { action: 'export.created', actor: 'key', id: keyId, of: null },
      { action: 'export.downloaded', actor: 'key', id: keyId, of: null },
      { action: 'export.ended', actor: 'staff', id: shop.staff.userId, of: null },
    ]);
  });

  test('is deleted after 30 days', async () => {
    const { staff } = await newShop();
    const { id } = await newExport(staff);
    await runMaintenance(api.dependencies);
    const stored = () => api.sql('SELECT id FROM exports WHERE id = $1', [id]);
    expect(await stored()).toHaveLength(1);
    await api.sql("UPDATE exports SET created_at = created_at - interval '31 days' WHERE id = $1", [id]);
    await runMaintenance(api.dependencies);
    expect(await stored()).toEqual([]);
  });
});

describe('An archive', () => {
  /** Unpacks an export of the tenant, made with the given permissions. */
  const archiveOf = async (shop: Shop, permissions: string[]) => {
    const { client } = await newKey(shop, permissions);
    const answer = await download(await newExport(client, { format: 'zip' }));
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="customers.zip"');
    const files = unzip(answer.bytes);
    return { files, lines: linesOf(files.get('customers.ndjson') ?? Buffer.of()) };
  };

  test('has the images beside the lines, and proofs only for a creator who may read them', async () => {
    const shop = await newShop();
    const customer = await api.newCustomer(shop.tenantId);
    await api.newCustomer(shop.tenantId);
    const picture = await uploadPicture(customer);
    const { id, link } = await uploadProof(customer);
    const folder = `media/${customer.userId}`;
    const withProofs = await archiveOf(shop, ['exports:read', 'proofs:read']);
    const names = ['customers.ndjson', `${folder}/profile.webp`, `${folder}/${id}.webp`];
    expect([...withProofs.files.keys()]).toEqual(names);
    expect(withProofs.files.get(`${folder}/profile.webp`)).toEqual((await customer.get(picture)).bytes);
    expect(withProofs.files.get(`${folder}/${id}.webp`)).toEqual((await customer.get(link)).bytes);
    expect(withProofs.lines[0]).toMatchObject({
      profile_picture: `${folder}/profile.webp`,
      addresses: [{ id, proof_image: `${folder}/${id}.webp`, proof_status: 'pending' }],
    });
    expect(withProofs.lines[1]).toMatchObject({ profile_picture: null, addresses: [] });
    const without = await archiveOf(shop, ['exports:read']);
    expect([...without.files.keys()]).toEqual(names.slice(0, 2));
    expect(without.lines[0].addresses).toEqual([expect.objectContaining({ id, proof_image: null })]);
  });

  test('with proofs is hidden from those who may not read proofs', async () => {
    const { tenantId, staff } = await newShop();
    const [archive, lines] = [await newExport(staff, { format: 'zip' }), await newExport(staff)];
    const developer = await newStaff(tenantId, 'developer');
    expect((await developer.get(exports)).body.results.map(({ id }: { id: string }) => id)).toEqual([lines.id]);
    expect((await developer.get(`${exports}${archive.id}/`)).status).toBe(404);
    expect((await developer.delete(`${exports}${archive.id}/`)).status).toBe(404);
    expect((await download(archive)).status).toBe(200);
    const own = await newExport(developer, { format: 'zip' });
    expect(own.includes_proofs).toBe(false);
    expect((await developer.get(`${exports}${own.id}/`)).body).toEqual(own);
  });

  test('lacks an image that is removed during the download', async () => {
    const shop = await newShop();
    const customer = await api.newCustomer(shop.tenantId);
    await uploadPicture(customer);
    vi.spyOn(api.dependencies.media, 'open').mockImplementation(async () => null);
    const { files, lines } = await archiveOf(shop, ['exports:read']);
    expect([...files.keys()]).toEqual(['customers.ndjson']);
    expect(lines[0].profile_picture).toContain('media/');
  });
});

describe('The link of an export', () => {
  test('is refused if it is forged or without its signature', async () => {
    const shop = await newShop();
    const created = await newExport(shop.staff);
    const path = pathOf(created);
    const other = await newShop();
    const changed = [
      path.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      path.replace(shop.tenantId, other.tenantId),
      path.replace(created.id, (await newExport(shop.staff)).id),
      path.replace('customers.ndjson', 'customers.zip'),
      path.replace(/expires=\d+/, 'expires=99999999999'),
      path.replace(/&signature=.*/, ''),
      path.split('?', 1)[0] ?? '',
      path.replace(shop.tenantId, 'x'),
    ];
    for (const forged of changed) {
      expect([forged, (await anyone().get(forged)).status]).toEqual([forged, 404]);
      expect((await shop.staff.get(forged)).status).toBe(404);
    }
    expect((await anyone().get(path)).status).toBe(200);
  });

  const endings: [how: string, end: (shop: Shop, keyId: string, created: { id: string }) => Promise<unknown>][] = [
    ['the export is ended', ({ staff }, _, { id }) => staff.delete(`${exports}${id}/`)],
    ['its key is revoked', ({ staff }, keyId) => staff.delete(`/api/tenant/keys/${keyId}/`)],
    [
      'its key has expired',
      (_, keyId) => api.sql("UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = $1", [keyId]),
    ],
    [
      'its key loses the permission',
      ({ staff }, keyId) => staff.patch(`/api/tenant/keys/${keyId}/`, { json: { permissions: ['proofs:read'] } }),
    ],
    ['the tenant is inactive', ({ tenantId }) => api.setTenant(tenantId, 'status', 'inactive')],
  ];

  /** Begins a download that the client does not read further than its first bytes. */
  const begin = async (url: string, signal?: AbortSignal) => {
    const { body } = await fetch(api.url + pathOf({ url }), signal ? { signal } : {});
    if (!body) throw new Error('There is no body');
    const reader = body.getReader();
    expect((await reader.read()).done).toBe(false);
    const readRest = async () => {
      while (!(await reader.read()).done);
    };
    return { readRest };
  };

  test.each(endings)('is 404 at once when %s', async (_how, end) => {
    const shop = await newShop();
    const { id, client } = await newKey(shop, ['exports:read', 'proofs:read']);
    const created = await newExport(client);
    expect((await download(created)).status).toBe(200);
    await end(shop, id, created);
    expect(await download(created)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await anyone().send('HEAD', pathOf(created))).status).toBe(404);
  });

  test.each(endings)('breaks off a running download when %s', async (_how, end) => {
    const shop = await newShop();
    await addManyCustomers(shop, 2000, 25_000);
    const { id, client } = await newKey(shop, ['exports:read', 'proofs:read']);
    const created = await newExport(client);
    const { readRest } = await begin(created.url);
    await end(shop, id, created);
    await expect(readRest()).rejects.toThrow();
  });

  test.each<[how: string, end: (staff: SignedInClient) => Promise<unknown>]>([
    ['loses the role', (staff) => api.setRole(staff.tenantId, staff.email, 'customer')],
    ['gets a role without the permission', (staff) => api.setRole(staff.tenantId, staff.email, 'support')],
    ['is inactive', (staff) => api.sql("UPDATE users SET status = 'inactive' WHERE id = $1", [staff.userId])],
  ])('ends when the member of staff who created the export %s', async (_how, end) => {
    const { tenantId } = await newShop();
    const staff = await newStaff(tenantId, 'developer');
    const created = await newExport(staff);
    expect((await download(created)).status).toBe(200);
    await end(staff);
    expect((await download(created)).status).toBe(404);
  });

  test('to an archive with proofs ends when its creator may no longer read proofs', async () => {
    const shop = await newShop();
    const { id, client } = await newKey(shop, ['exports:read', 'proofs:read']);
    const [archive, lines] = [await newExport(client, { format: 'zip' }), await newExport(client)];
    await shop.staff.patch(`/api/tenant/keys/${id}/`, { json: { permissions: ['exports:read'] } });
    expect([(await download(archive)).status, (await download(lines)).status]).toEqual([404, 200]);
  });

  test('reads no further once the client has left', async () => {
    const shop = await newShop();
    await addManyCustomers(shop, 2000, 25_000);
    const created = await newExport(shop.staff);
    const { database, logger } = api.dependencies;
    let pages = 0;
    const { scope } = database;
    vi.spyOn(database, 'scope').mockImplementation((...given) => {
      const made = scope(...given);
      const snapshot: typeof made.snapshot = (work) => {
        pages += 1;
        return made.snapshot(work);
      };
      return { ...made, snapshot };
    });
    const cutShort = new Promise((resolve) => {
      vi.spyOn(logger, 'warn').mockImplementation(resolve);
    });
    const leaving = new AbortController();
    await begin(created.url, leaving.signal);
    leaving.abort();
    await cutShort;
    expect(pages).toBeGreaterThan(0);
    expect(pages).toBeLessThan(10);
  });
});

// Last, because a key that is revoked by a later clock stays live by that of the database.
test('A link expires, and reading the export gives a new one', async () => {
  const shop = await newShop();
  const { client } = await newKey(shop, ['exports:read']);
  const created = await newExport(client);
  api.advance(3_599);
  expect((await download(created)).status).toBe(200);
  api.advance(902);
  expect((await download(created)).status).toBe(404);
  const renewed = await client.get(`${exports}${created.id}/`);
  expect(renewed.body.url).not.toBe(created.url);
  expect((await download(renewed.body)).status).toBe(200);
});
