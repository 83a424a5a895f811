import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createClient, registerCustomer, type SignedInClient } from '@doorstep/testing/client';
import { png } from '@doorstep/testing/images';
import { repositoryRoot } from '@doorstep/testing/repository-root';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createDjangoDatabase, type DjangoDatabase } from './django-database.ts';
import { importedHashes, importedPassword, longBcrypt } from './imported-hashes.ts';
import { operatorCommand, useServer } from './server-process.ts';

const installation = useServer();
const run = promisify(execFile);
const psql = join(import.meta.dirname, 'psql-process.ts');
const page = await readFile(join(repositoryRoot, 'docs', 'migrate-from-django.md'), 'utf8');
const query = await readFile(join(repositoryRoot, 'docs', 'migrate-from-django.sql'), 'utf8');

const shop = randomUUID();
const otherShop = randomUUID();
const hashes = Object.entries(importedHashes).filter(([name]) => name.startsWith('Django'));
const password = String(importedHashes['Django: pbkdf2_sha256']);
const berlin = { recipient_name: 'Ada', line1: 'Linden 1', city: 'Berlin', postal_code: '10117', country: 'DE' };

let folder: string;
let media: string;
let shopStaff: SignedInClient;
let otherStaff: SignedInClient;

const createTenant = async (id: string, name: string): Promise<SignedInClient> => {
  await operatorCommand(installation.env, 'tenant:create', name, '--id', id);
  const staff = await registerCustomer(installation.server.url, id);
  await operatorCommand(installation.env, 'user:grant', staff.email, 'owner', '--tenant', id);
  return staff;
};

/** Reads the database of a Django service, and imports its customers. Returns the result and the faults. */
const move = async (django: DjangoDatabase, tenantId: string, sql: string, ...args: string[]): Promise<string[]> => {
  const [queryFile, file] = [join(folder, 'query.sql'), join(folder, 'customers.ndjson')];
  await writeFile(queryFile, sql);
  const set = `SET doorstep.tenant = '${tenantId}'`;
  const { stdout } = await run(process.execPath, [psql, django.url, '-qAt', '-c', set, '-f', queryFile]);
  await writeFile(file, stdout);
  const command = ['import', '--tenant', tenantId, file, '--media', media, ...args];
  const [, ...printed] = await operatorCommand(installation.env, ...command);
  return printed.map((line) => line.split('\t').slice(0, 3).join(' '));
};

const storeImage = async (path: string, width: number, height: number): Promise<string> => {
  await mkdir(dirname(join(media, path)), { recursive: true });
  await writeFile(join(media, path), await png(width, height));
  return path;
};

const customersOf = async (staff: SignedInClient) => (await staff.get('/api/customers/?limit=100')).body.results;

const customerOf = async (staff: SignedInClient, email: string) => {
  const { results } = (await staff.get(`/api/customers/?email=${encodeURIComponent(email)}`)).body;
  return results[0];
};

/** The addresses of a customer, oldest first. */
const addressesOf = async (staff: SignedInClient, customerId: string) =>
  (await staff.get(`/api/customers/${customerId}/addresses/`)).body.results.reverse();

const signIn = async (tenantId: string, email: string, given = importedPassword) => {
  const anonymous = createClient(installation.server.url, { tenantId });
  const { status, body } = await anonymous.post('/api/auth/login/', { json: { email, password: given } });
  return status === 200 ? 'signed in' : body.code;
};

const sizeOf = async (staff: SignedInClient, link: string) => {
  const { width, height } = await sharp((await staff.get(link)).bytes).metadata();
  return [width, height];
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorstep-django-'));
  media = join(folder, 'media');
  [shopStaff, otherStaff] = await Promise.all([createTenant(shop, 'Shop'), createTenant(otherShop, 'Other')]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('The customers of a Django service with numbers as ids', () => {
  let django: DjangoDatabase;
  let ids: Record<string, string>;
  let checked: string[];
  let imported: string[];
  let repeated: string[];

  /** Adds a user with a profile of the shop, both with some fields. Returns the id. */
  const addCustomer = async (email: string, given: object = {}, profile: object = {}): Promise<string> => {
    const id = await django.addUser({ email, password, ...given });
    await django.addProfile({ user_id: id, tenant_id: shop, ...profile });
    return id;
  };

  const addAddress = (user_id: string, row: object = {}): Promise<string> =>
    django.addAddress({ user_id, tenant_id: shop, ...berlin, ...row });

  beforeAll(async () => {
    django = await createDjangoDatabase('auth_user');
    const ada = await addCustomer(
      'ada@example.com',
      { first_name: 'Ada', last_name: 'Ünal', date_joined: '2021-03-04T05:06:07.891234+02:00' },
      {
        phone: '+44 20 7946 0018',
        profile_picture: await storeImage(`${shop}/customers/1/profile/ada.png`, 48, 30),
      },
    );
    const home = await addAddress(ada, {
      ...{ label: 'Home "A\\B"\nNorth', company: 'Späti', line2: '2. Stock', phone: '030 123456' },
      ...{ proof_image: await storeImage(`${shop}/customers/1/address/proof.png`, 100, 80) },
      ...{ created_at: '2022-01-01T00:00:00Z', is_default_shipping: true, is_default_billing: true },
    });
    const work = await addAddress(ada, {
      ...{ label: 'Work', line1: 'Linden 2', created_at: '2022-01-02T00:00:00Z', is_default_shipping: true },
    });
    await addAddress(ada, { line1: 'Linden 3', deleted_at: '2023-01-01T00:00:00Z', is_default_shipping: true });

    for (const [index, [, hash]] of hashes.entries()) await addCustomer(`hash${index}@example.com`, { password: hash });
    await addCustomer('invited@example.com', { password: '!mqa0gymybACjNAe8SH7ZUYo2eCrxe1W2h0hXrbn4' });
    await addCustomer('blank@example.com', { password: '' });
    await addCustomer('inactive@example.com', { is_active: false });
    await addAddress(await addCustomer('deleted@example.com', {}, { is_deleted: true }));
    await addCustomer('staff@example.com', { is_staff: true });
    await addCustomer('root@example.com', { is_superuser: true });
    const twin = await addCustomer('ADA@example.com', { username: 'ada2' });
    const faulty = await addCustomer('faulty@example.com');
    const faultyAddress = await addAddress(faulty, { city: '' });
    const lost = await addCustomer('lost@example.com', {}, { profile_picture: 'lost.png' });
    await addAddress(await django.addUser({ email: 'without-profile@example.com', password }));
    const shared = await addCustomer('shared@example.com', { first_name: 'Shared' }, { phone: '+4915112345678' });
    await django.addProfile({ user_id: shared, tenant_id: otherShop, phone: '+4915112345679' });
    await addAddress(shared, { tenant_id: otherShop, line1: 'Elsewhere 1' });
    const elsewhere = await django.addUser({ email: 'elsewhere@example.com', password });
    await django.addProfile({ user_id: elsewhere, tenant_id: otherShop });
    await django.addUser({ email: 'nowhere@example.com', password });
    ids = { ada, twin, home, work, faulty, faultyAddress, lost, shared, elsewhere };
    checked = await move(django, shop, query, '--validate');
    checked.push(`${(await customersOf(shopStaff)).length} customers`);
    imported = await move(django, shop, query);
    repeated = await move(django, shop, query);
  });
  afterAll(() => django.remove());

  test('are checked without a change, and then imported; faults name their lines', () => {
    const wanted = hashes.length + 6;
    const faults = [`line ${wanted} addresses.0.city required`, `line ${wanted + 1} profile_picture file_missing`];
    expect(checked).toEqual([
      `validate finished: ${wanted + 1} created, 0 updated, 0 unchanged, 2 failed`,
      ...faults,
      '0 customers',
    ]);
    expect(imported).toEqual([
      `upsert finished: ${wanted} created, 0 updated, 0 unchanged, 3 failed`,
      `line ${wanted - 1} email email_taken`,
      ...faults,
    ]);
    expect(repeated[0]).toBe(`upsert finished: 0 created, 0 updated, ${wanted} unchanged, 3 failed`);
  });

  test('have the external id, the name, the phone and the dates of the service', async () => {
    expect(await customerOf(shopStaff, 'ada@example.com')).toMatchObject({
      ...{ external_id: `django:${ids.ada}`, full_name: 'Ada Ünal', phone: '+442079460018', metadata: {} },
      ...{ status: 'active', blocked: null, email_verified: false, addresses_count: 2 },
      created_at: '2021-03-04T03:06:07.891Z',
    });
    const customers = await customersOf(shopStaff);
    expect(customers.map(({ email }: { email: string }) => email.split('@')[0]).sort()).toEqual(
      [
        ...hashes.map((_, index) => `hash${index}`),
        ...['ada', 'blank', 'inactive', 'invited', 'shared', 'without-profile'],
      ].sort(),
    );
  });

  test('have their addresses, each kind of default once', async () => {
    const { id } = await customerOf(shopStaff, 'ada@example.com');
    expect(await addressesOf(shopStaff, id)).toMatchObject([
      {
        ...{ ...berlin, label: 'Home "A\\B"\nNorth', company: 'Späti', line2: '2. Stock', phone: '+4930123456' },
        ...{ is_default_shipping: false, is_default_billing: true, proof_status: 'pending' },
        created_at: '2022-01-01T00:00:00.000Z',
      },
      {
        ...{ ...berlin, label: 'Work', line1: 'Linden 2', company: '', phone: null },
        ...{ is_default_shipping: true, is_default_billing: false, proof_status: 'none' },
      },
    ]);
  });

  test('have their pictures and proofs', async () => {
    const { id, profile_picture } = await customerOf(shopStaff, 'ada@example.com');
    const [home] = await addressesOf(shopStaff, id);
    expect(await sizeOf(shopStaff, profile_picture)).toEqual([48, 30]);
    expect(await sizeOf(shopStaff, home.proof_image)).toEqual([100, 80]);
  });

  test.each(hashes.map(([name], index) => [name, `hash${index}@example.com`]))(
    'sign in with the old password: %s',
    async (_, email) => {
      expect(await signIn(shop, email, 'another password')).toBe('invalid_credentials');
      expect(await signIn(shop, email)).toBe('signed in');
    },
  );

  test('are invited without a usable password, and blocked if they are inactive', async () => {
    const statusOf = async (email: string) => (await customerOf(shopStaff, email)).status;
    expect([await statusOf('invited@example.com'), await statusOf('blank@example.com')]).toEqual([
      'invited',
      'invited',
    ]);
    expect(await customerOf(shopStaff, 'inactive@example.com')).toMatchObject({
      status: 'blocked',
      blocked: { reason: 'Inactive in the Django service', until: null },
    });
    expect(await signIn(shop, 'inactive@example.com')).toBe('account_blocked');
  });

  test('of another tenant do not move with them', async () => {
    expect(await customersOf(otherStaff)).toEqual([]);
    expect(await move(django, otherShop, query)).toEqual([
      'upsert finished: 2 created, 0 updated, 0 unchanged, 0 failed',
    ]);
    const [here, there] = [
      await customerOf(shopStaff, 'shared@example.com'),
      await customerOf(otherStaff, 'shared@example.com'),
    ];
    expect(here).toMatchObject({ full_name: 'Shared', phone: '+4915112345678', addresses_count: 0 });
    expect(there).toMatchObject({ full_name: 'Shared', phone: '+4915112345679', addresses_count: 1 });
    expect(await addressesOf(otherStaff, there.id)).toMatchObject([{ line1: 'Elsewhere 1' }]);
    expect(await customerOf(shopStaff, 'elsewhere@example.com')).toBeUndefined();
    expect(await customerOf(otherStaff, 'ada@example.com')).toBeUndefined();
  });

  test('are the same after another import, which brings changes and repaired lines, and deletes and blocks no customer', async () => {
    const before = await customerOf(shopStaff, 'ada@example.com');
    const addresses = await addressesOf(shopStaff, before.id);
    await django.change('auth_user', String(ids.ada), { email: 'ada.uenal@example.com', is_active: false });
    await django.change('customers_address', String(ids.home), { line1: 'Linden 9' });
    await django.change('customers_address', String(ids.work), { deleted_at: new Date() });
    await django.change('customers_address', String(ids.faultyAddress), { city: 'Berlin' });
    await django.change('customers_profile', String(ids.lost), { profile_picture: '' });
    await django.change('auth_user', String(ids.twin), { email: 'ada2@example.com' });
    await django.change('auth_user', String(ids.shared), { password: `bcrypt$${longBcrypt.hash}` });
    expect(await move(django, shop, query)).toEqual([
      `upsert finished: 3 created, 1 updated, ${hashes.length + 5} unchanged, 0 failed`,
    ]);
    const after = await customerOf(shopStaff, 'ada.uenal@example.com');
    expect(after).toMatchObject({ id: before.id, status: 'active', created_at: before.created_at });
    expect(await addressesOf(shopStaff, before.id)).toMatchObject([
      { id: addresses[0].id, line1: 'Linden 9', is_default_shipping: true, proof_status: 'pending' },
      { id: addresses[1].id, line1: 'Linden 2', is_default_shipping: false },
    ]);
    expect(await signIn(shop, 'shared@example.com', longBcrypt.password)).toBe('invalid_credentials');
    expect(await signIn(shop, 'shared@example.com')).toBe('signed in');
  });
});

describe('The customers of a Django service with UUIDs', () => {
  const ownTenant = randomUUID();

  /** What the page says to change for another user model. */
  const changed = (): string => {
    const changes = [
      ['FROM auth_user', 'FROM accounts_user'],
      ['false AS is_deleted', 'deleted_at IS NOT NULL AS is_deleted'],
      ['false AS is_email_verified', 'true AS is_email_verified'],
    ] as const;
    return changes.reduce((sql, [from, to]) => {
      expect(sql.split(from)).toHaveLength(2);
      return sql.replace(from, to);
    }, query);
  };

  test('keep the ids of tenant, customers and addresses', async () => {
    const django = await createDjangoDatabase('accounts_user');
    onTestFinished(() => django.remove());
    const staff = await createTenant(ownTenant, 'Own');
    const users = [randomUUID(), randomUUID(), randomUUID()];
    const addresses = [randomUUID(), randomUUID(), randomUUID()];
    for (const [index, id] of users.entries()) {
      const deleted_at = index === 2 ? new Date() : null;
      await django.addUser({ id, email: `uuid${index}@example.com`, password, deleted_at });
      await django.addProfile({ user_id: id, tenant_id: ownTenant });
      await django.addAddress({ id: addresses[index], user_id: id, tenant_id: ownTenant, ...berlin });
    }
    expect(await move(django, ownTenant, changed())).toEqual([
      'upsert finished: 2 created, 0 updated, 0 unchanged, 0 failed',
    ]);
    const customers = await customersOf(staff);
    const [first, second] = users;
    expect(customers.map(({ id }: { id: string }) => id).sort()).toEqual([first, second].sort());
    expect(customers).toMatchObject([{ email_verified: true }, { email_verified: true }]);
    expect(await addressesOf(staff, String(first))).toMatchObject([{ id: addresses[0] }]);
    expect(await addressesOf(staff, String(second))).toMatchObject([{ id: addresses[1] }]);
    await django.change('accounts_user', String(first), { email: 'new@example.com' });
    expect(await move(django, ownTenant, changed())).toEqual([
      'upsert finished: 0 created, 1 updated, 1 unchanged, 0 failed',
    ]);
    expect(await customerOf(staff, 'new@example.com')).toMatchObject({ id: first });
  });
});

test('The commands of the page move a tenant as written', async () => {
  const django = await createDjangoDatabase('auth_user');
  onTestFinished(() => django.remove());
  const tenantId = randomUUID();
  for (const email of ['one@example.com', 'two@example.com']) {
    const user_id = await django.addUser({ email, password });
    const profile_picture = await storeImage(`written/${email}.png`, 40, 30);
    await django.addProfile({ user_id, tenant_id: tenantId, profile_picture });
    for (const line1 of ['Linden 1', 'Linden 2', 'Linden 3']) {
      await django.addAddress({ user_id, tenant_id: tenantId, ...berlin, line1 });
    }
  }
  const home = join(folder, 'written');
  await mkdir(join(home, 'bin'), { recursive: true });
  await writeFile(join(home, 'bin', 'psql'), `#!/bin/sh\nexec '${process.execPath}' '${psql}' "$@"\n`, { mode: 0o755 });
  for (const name of ['package.json', 'scripts', 'apps', 'packages', 'node_modules', 'pnpm-lock.yaml', 'docs']) {
    await symlink(join(repositoryRoot, name), join(home, name));
  }
  const [, commands = ''] = /```bash\n([\s\S]*?)```/.exec(page) ?? [];
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', commands], {
    cwd: home,
    env: {
      ...process.env,
      ...{ NODE_ENV: 'development', OPERATOR_DATABASE_URL: '', ...installation.env },
      ...{ TENANT: tenantId, DJANGO_DATABASE_URL: django.url, MEDIA: media },
      PATH: `${join(home, 'bin')}:${process.env.PATH}`,
    },
  });
  const importId = expect.stringMatching(/^[0-9a-f-]{36}$/);
  expect(stdout.trim().split('\n')).toEqual([
    ...[tenantId, 'My shop (active)'],
    ...[importId, 'validate finished: 2 created, 0 updated, 0 unchanged, 0 failed'],
    ...[importId, 'upsert finished: 2 created, 0 updated, 0 unchanged, 0 failed'],
    ...[join(home, 'moved.ndjson'), expect.stringMatching(/^\d+ bytes$/)],
    ...['2', '2', '6', '6'],
  ]);
  expect(await signIn(tenantId, 'one@example.com')).toBe('signed in');
});
