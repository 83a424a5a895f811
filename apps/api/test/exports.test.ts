import { readdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { SignedInClient } from '@doorstep/testing/client';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { runMaintenance } from '../src/jobs/maintenance.ts';
import {
  anyone,
  download as downloadFrom,
  exportsPath,
  linesOf,
  linkOf,
  newExport,
  newKey,
} from './acceptance/exported.ts';
import { uploadPicture, uploadProof } from './acceptance/private-images.ts';
import { unzip } from './acceptance/zip.ts';
import { useApi } from './harness.ts';

// On its own database, because maintenance covers all tenants.
const api = useApi({}, { ownDatabase: true });

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

const download = (created: { url: string }) => downloadFrom(api.url, created);
const exportedBy = async (by: SignedInClient) => linesOf((await download(await newExport(by))).bytes);

describe('An export', () => {
  test('of more than a page has every customer once', async () => {
    const shop = await newShop();
    await addManyCustomers(shop, 450);
    const emails = (await exportedBy(shop.staff)).map(({ email }) => email);
    expect(new Set(emails).size).toBe(450);
    expect(emails).toHaveLength(450);
  });

  test('of a full page ends behind it', async () => {
    const shop = await newShop();
    await addManyCustomers(shop, 200);
    expect(await exportedBy(shop.staff)).toHaveLength(200);
  });

  test('has the metadata of addresses', async () => {
    const { tenantId, staff } = await newShop();
    const customer = await api.newCustomer(tenantId);
    const json = { recipient_name: 'Ada', line1: 'Main 1', city: 'Berlin', postal_code: '10117', country: 'DE' };
    await customer.post('/api/customer/addresses/', { json });
    await api.sql(`UPDATE addresses SET metadata = '{"floor":"3"}' WHERE user_id = $1`, [customer.userId]);
    expect(await exportedBy(staff)).toMatchObject([{ addresses: [{ ...json, metadata: { floor: '3' } }] }]);
  });

  test('has an event for its creation, each download and its end, by its creator', async () => {
    const shop = await newShop();
    const { id: keyId, client } = await newKey(shop.staff, ['exports:read']);
    const created = await newExport(client);
    await download(created);
    await anyone(api.url).send('HEAD', linkOf(created));
    await shop.staff.delete(`${exportsPath}${created.id}/`);
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
  /** Runs some work before the API opens the first image, and opens the archive. */
  const archiveAfter = async (staff: SignedInClient, work: () => Promise<unknown>) => {
    const { database } = api.dependencies;
    const { scope } = database;
    let ready: Promise<unknown> | undefined;
    vi.spyOn(database, 'scope').mockImplementation((...given) => {
      const made = scope(...given);
      const read: typeof made.read = async (statement, values) => {
        if (statement.name === 'named_images') {
          ready ??= work();
          await ready;
        }
        return made.read(statement, values);
      };
      return { ...made, read };
    });
    const files = unzip((await download(await newExport(staff, { format: 'zip' }))).bytes);
    expect(ready).toBeDefined();
    return { names: [...files.keys()], lines: linesOf(files.get('customers.ndjson') ?? Buffer.of()) };
  };

  test('lacks images that are replaced or removed during the download', async () => {
    const { tenantId, staff } = await newShop();
    const customers = [
      await api.newCustomer(tenantId),
      await api.newCustomer(tenantId),
      await api.newCustomer(tenantId),
    ];
    const [replacing, removing, keeping] = customers as [SignedInClient, SignedInClient, SignedInClient];
    for (const customer of customers) await uploadPicture(customer);
    const { id } = await uploadProof(keeping);
    const { names, lines } = await archiveAfter(staff, async () => {
      await uploadPicture(replacing);
      await removing.patch('/api/customer/profile/', { json: { profile_picture: null } });
      await keeping.delete(`/api/customer/addresses/${id}/`);
    });
    expect(names).toEqual(['customers.ndjson', `media/${keeping.userId}/profile.webp`]);
    const named = customers.map(({ userId }) => `media/${userId}/profile.webp`).sort();
    expect(lines.map(({ profile_picture }) => profile_picture).sort()).toEqual(named);
  });

  test('lacks an image whose file is missing', async () => {
    const shop = await newShop();
    await uploadPicture(await api.newCustomer(shop.tenantId));
    vi.spyOn(api.dependencies.media, 'open').mockImplementation(async () => null);
    const files = unzip((await download(await newExport(shop.staff, { format: 'zip' }))).bytes);
    expect([...files.keys()]).toEqual(['customers.ndjson']);
  });

  test('has more images than stay in memory, and leaves no temporary file', async () => {
    const shop = await newShop();
    await addManyCustomers(shop, 3000);
    await api.sql('UPDATE users SET profile_picture = $2 WHERE tenant_id = $1 AND role = $3', [
      ...[shop.tenantId, 'AAAAAAAAAAAAAAAAAAAAAA.webp', 'customer'],
    ]);
    const image = Buffer.from('an image');
    vi.spyOn(api.dependencies.media, 'open').mockImplementation(async () => ({
      size: image.length,
      read: async () => Readable.from([image]),
    }));
    const files = unzip((await download(await newExport(shop.staff, { format: 'zip' }))).bytes);
    const named = linesOf(files.get('customers.ndjson') ?? Buffer.of()).map(({ profile_picture }) => profile_picture);
    expect([...files.keys()]).toEqual(['customers.ndjson', ...named]);
    expect(named).toHaveLength(3000);
    expect(await readdir(api.dependencies.config.uploadDir)).toEqual([]);
  });

  test('breaks off when its export is ended while images are sent', async () => {
    const shop = await newShop();
    await uploadPicture(await api.newCustomer(shop.tenantId));
    const ending = archiveAfter(shop.staff, () =>
      api.sql('UPDATE exports SET deleted_at = now() WHERE tenant_id = $1', [shop.tenantId]),
    );
    await expect(ending).rejects.toThrow('terminated');
  });
});

describe('The link of an export', () => {
  const endings: [how: string, end: (shop: Shop, keyId: string, created: { id: string }) => Promise<unknown>][] = [
    ['the export is ended', ({ staff }, _, { id }) => staff.delete(`${exportsPath}${id}/`)],
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
    const { body } = await fetch(api.url + linkOf({ url }), signal ? { signal } : {});
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
    const { id, client } = await newKey(shop.staff, ['exports:read', 'proofs:read']);
    const created = await newExport(client);
    expect((await download(created)).status).toBe(200);
    await end(shop, id, created);
    expect(await download(created)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await anyone(api.url).send('HEAD', linkOf(created))).status).toBe(404);
  });

  test.each(endings)('breaks off a running download when %s', async (_how, end) => {
    const shop = await newShop();
    await addManyCustomers(shop, 2000, 25_000);
    const { id, client } = await newKey(shop.staff, ['exports:read', 'proofs:read']);
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
    const { id, client } = await newKey(shop.staff, ['exports:read', 'proofs:read']);
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
  const { client } = await newKey(shop.staff, ['exports:read']);
  const created = await newExport(client);
  api.advance(3_599);
  expect((await download(created)).status).toBe(200);
  api.advance(902);
  expect((await download(created)).status).toBe(404);
  const renewed = await client.get(`${exportsPath}${created.id}/`);
  expect(renewed.body.url).not.toBe(created.url);
  expect((await download(renewed.body)).status).toBe(200);
});
