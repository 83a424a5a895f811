import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, password } from '@doorstep/testing/client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { uploadPicture, uploadProof } from './acceptance/private-images.ts';
import { unzip } from './acceptance/zip.ts';
import {
  operatorCommand,
  type RunningServer,
  startServer,
  useInstallation,
  useServer,
  webhookListener,
} from './server-process.ts';
import { openReceiver } from './webhook-receiver.ts';

const demo = useServer({ args: ['--demo'] });

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

describe('While the server runs, an operator', () => {
  test('creates, lists and changes tenants', async () => {
    const [id = ''] = await operatorCommand(demo.env, 'tenant:create', 'Corner', 'shop');
    expect(id).toMatch(uuid);
    expect(await operatorCommand(demo.env, 'tenant:list')).toContain(`${id}\tactive\tCorner shop`);
    const set = await operatorCommand(
      demo.env,
      'tenant:set',
      id,
      'colour=#00aa55',
      'locales=en,ar',
      'limits.live_addresses=3',
      'name=Corner',
    );
    expect(set[0]).toBe(id);
    const tenant = await createClient(demo.server.url, { tenantId: id }).get('/api/tenant/');
    expect(tenant.body).toMatchObject({
      name: 'Corner',
      colour: '#00aa55',
      locales: ['en', 'ar'],
      limits: { live_addresses: 3 },
    });
    await operatorCommand(demo.env, 'tenant:set', id, 'status=inactive');
    expect((await createClient(demo.server.url, { tenantId: id }).get('/api/tenant/')).body.code).toBe(
      'tenant_unavailable',
    );
  });

  test('creates a tenant with the id that it has elsewhere', async () => {
    const given = randomUUID();
    const create = (id: string) => operatorCommand(demo.env, 'tenant:create', 'Moved', '--id', id);
    expect((await create(given.toUpperCase()))[0]).toBe(given);
    expect((await createClient(demo.server.url, { tenantId: given }).get('/api/tenant/')).body.name).toBe('Moved');
    await expect(create(given)).rejects.toThrow(`There is already a tenant ${given}.`);
    await expect(create('17')).rejects.toThrow('The id 17 is not a UUID.');
  });

  test('gets an error for invalid settings, and nothing changes', async () => {
    const [id = ''] = await operatorCommand(demo.env, 'tenant:create', 'Other');
    await expect(operatorCommand(demo.env, 'tenant:set', id, 'color=red')).rejects.toThrow('There are: name, status');
    await expect(operatorCommand(demo.env, 'tenant:set', id, 'colour=red')).rejects.toThrow('rrggbb');
    await expect(operatorCommand(demo.env, 'tenant:set', id, 'limits.live_addresses=0')).rejects.toThrow(
      'live_addresses',
    );
    await expect(operatorCommand(demo.env, 'tenant:set', id, 'colour=#00aa55', 'locales=?')).rejects.toThrow('locales');
    await expect(operatorCommand(demo.env, 'tenant:create')).rejects.toThrow('Usage');
    await expect(operatorCommand(demo.env, 'nonsense')).rejects.toThrow('Commands:');
    expect((await createClient(demo.server.url, { tenantId: id }).get('/api/tenant/')).body.colour).toBe('#2563eb');
  });

  test('creates, lists and revokes API keys', async () => {
    const [tenant = ''] = await operatorCommand(demo.env, 'tenant:create', 'Keyed');
    const given = ['--tenant', tenant, '--name', 'ERP', '--permissions', 'proofs:read,keys:read'];
    const [key = '', summary] = await operatorCommand(
      demo.env,
      'api-key:create',
      ...given,
      '--networks',
      '127.0.0.0/8',
    );
    expect(summary).toContain('ERP');
    const client = createClient(demo.server.url, { tenantId: tenant, accessToken: key });
    const { body } = await client.get('/api/tenant/keys/');
    expect(body.results).toMatchObject([{ name: 'ERP', created_by: null, allowed_networks: ['127.0.0.0/8'] }]);
    const [{ id }] = body.results;
    expect(await operatorCommand(demo.env, 'api-key:list', '--tenant', tenant)).toEqual([
      expect.stringMatching(new RegExp(`^${id}\tactive\t….{4}\tERP\tproofs:read,keys:read\t`)),
    ]);
    await operatorCommand(demo.env, 'api-key:revoke', id, '--tenant', tenant);
    expect((await client.get('/api/tenant/keys/')).body.code).toBe('key_revoked');
    const refused = (...args: string[]) => expect(operatorCommand(demo.env, 'api-key:create', ...args)).rejects;
    await refused('--tenant', tenant, '--name', 'x', '--permissions', 'all').toThrow('--permissions must be some of');
    await refused(...given, '--networks', 'home').toThrow('allowed_networks');
    await refused(...given, '--expires', '2020-01-01').toThrow('in the future');
    await refused(...given.with(1, id)).toThrow('There is no tenant');
  });

  test('lists and tests webhooks, and sends their events again', async () => {
    const [tenant = ''] = await operatorCommand(demo.env, 'tenant:create', 'Hooked');
    const permissions = ['--permissions', 'webhooks:read,webhooks:write'];
    const [key = ''] = await operatorCommand(
      demo.env,
      'api-key:create',
      '--tenant',
      tenant,
      '--name',
      'ERP',
      ...permissions,
    );
    const receiver = await openReceiver();
    const client = createClient(demo.server.url, { tenantId: tenant, accessToken: key });
    const json = { url: receiver.url, payload: 'thin', types: ['key.created'] };
    const { id } = (await client.post('/api/tenant/webhooks/', { json })).body;
    const onTenant = (name: string, ...args: string[]) => operatorCommand(demo.env, name, ...args, '--tenant', tenant);
    expect(await onTenant('webhooks:test', id)).toEqual([id, expect.stringContaining('test event')]);
    await receiver.arrived(1);
    expect(receiver.events()).toMatchObject([{ type: 'webhook.test', actor: { kind: 'system' }, object: { id } }]);
    const listed = await onTenant('webhooks:list');
    expect(listed).toEqual([expect.stringMatching(/\tkey.created\t\d+\tnot failing$/)]);
    expect(listed[0]?.split('\t').slice(0, 3)).toEqual([id, 'enabled', receiver.url]);
    await onTenant('webhooks:replay', id, '--from', '1');
    await receiver.arrived(3);
    expect(
      receiver
        .events()
        .map(({ type }) => type)
        .sort(),
    ).toEqual(['key.created', 'webhook.test', 'webhook.test']);
    const refused = (...args: string[]) => expect(onTenant('webhooks:replay', ...args)).rejects;
    await refused(id, '--from', '1000000').toThrow('--from must be a sequence from 1 to');
    await refused(id, '--from', '0').toThrow('--from must be a sequence');
    await refused(tenant, '--from', '1').toThrow('The tenant has no webhook');
    await refused(id).toThrow('Usage');
    await expect(onTenant('webhooks:test', tenant)).rejects.toThrow('The tenant has no webhook');
  });

  test('sees the events of the demo tenant as they happen, through a webhook that ends with the command', async () => {
    const listener = webhookListener({ ...demo.env, API_URL: demo.server.url });
    onTestFinished(() => void listener.kill());
    let output = '';
    listener.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    const printed = (text: string) => expect.poll(() => output, { timeout: 60_000 }).toContain(text);
    await printed('Ctrl-C ends it');
    const tenantId = /Tenant +(\S+)/.exec(demo.server.output())?.[1] ?? '';
    const client = createClient(demo.server.url, { tenantId });
    const { body } = await client.post('/api/auth/register/', { json: { email: 'ada@example.com', password } });
    await printed(`customer.created  ${body.user.user_id}  email`);
    listener.kill('SIGINT');
    expect(await once(listener, 'exit')).toEqual([0, null]);
    expect(await operatorCommand(demo.env, 'webhooks:list', '--tenant', tenantId)).toEqual(['']);
    const keys = await operatorCommand(demo.env, 'api-key:list', '--tenant', tenantId);
    expect(keys.find((line) => line.includes('webhooks:listen'))).toContain('\trevoked\t');
  });

  test('exports the customers of a tenant, also of an inactive one, into a new file', async () => {
    const [tenant = ''] = await operatorCommand(demo.env, 'tenant:create', 'Leaving');
    const client = createClient(demo.server.url, { tenantId: tenant });
    const { body } = await client.post('/api/auth/register/', { json: { email: 'ada@example.com', password } });
    const customer = client.signedIn(body);
    await uploadPicture(customer);
    const { id } = await uploadProof(customer);
    await operatorCommand(demo.env, 'tenant:set', tenant, 'status=inactive');
    const folder = await mkdtemp(join(tmpdir(), 'doorstep-export-test-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const [lines, archive] = [join(folder, 'shop.ndjson'), join(folder, 'shop.zip')];
    const exporting = (file: string, tenantId = tenant) =>
      operatorCommand(demo.env, 'export', '--tenant', tenantId, file);
    const text = async () => (await readFile(lines)).toString();
    expect(await exporting(lines)).toEqual([lines, `${Buffer.byteLength(await text())} bytes`]);
    expect(JSON.parse(await text())).toMatchObject({ email: 'ada@example.com', profile_picture: null });
    await exporting(archive);
    const media = [`media/${customer.userId}/profile.webp`, `media/${customer.userId}/${id}.webp`];
    expect([...unzip(await readFile(archive)).keys()]).toEqual(['customers.ndjson', ...media]);
    await expect(exporting(lines)).rejects.toThrow('EEXIST');
    const other = join(folder, 'other.ndjson');
    await expect(exporting(other, customer.userId)).rejects.toThrow('There is no tenant');
    await expect(operatorCommand(demo.env, 'export', '--tenant', tenant)).rejects.toThrow('Usage');
    expect((await readdir(folder)).sort()).toEqual(['shop.ndjson', 'shop.zip']);
  });

  test('grants and revokes the staff role', async () => {
    const [tenantId = ''] = await operatorCommand(demo.env, 'tenant:create', 'Staffed');
    const client = createClient(demo.server.url, { tenantId });
    const { body } = await client.post('/api/auth/register/', { json: { email: 'eve@example.com', password } });
    const grant = await operatorCommand(demo.env, 'user:grant', 'EVE@example.com', 'reviewer', '--tenant', tenantId);
    expect(grant).toEqual([body.user.user_id, expect.stringContaining('is reviewer')]);
    const revoke = await operatorCommand(demo.env, 'user:revoke', 'eve@example.com', '--tenant', tenantId);
    expect(revoke[1]).toContain('is customer');
    await expect(
      operatorCommand(demo.env, 'user:grant', 'eve@example.com', 'boss', '--tenant', tenantId),
    ).rejects.toThrow('owner, admin, support, reviewer, developer, auditor');
    await expect(
      operatorCommand(demo.env, 'user:grant', 'no@example.com', 'reviewer', '--tenant', tenantId),
    ).rejects.toThrow('no account');
  });

  test('migrates, sweeps and creates keys', async () => {
    expect(await operatorCommand(demo.env, 'migrate')).toEqual(['The database is up to date']);
    expect((await operatorCommand(demo.env, 'media:sweep', '--dry-run')).at(-1)).toBe('0 files would be removed');
    const [kid, keys = '', secret = ''] = await operatorCommand(demo.env, 'key:create');
    expect(kid).toMatch(uuid);
    expect(keys).toMatch(/^SIGNING_KEYS=[\w-]+$/);
    expect(secret).toMatch(/^LINK_SECRET=[\w-]{43}$/);
    const [next, rolled = ''] = await operatorCommand(
      { ...demo.env, SIGNING_KEYS: keys.replace('SIGNING_KEYS=', '') },
      'key:create',
    );
    const list = JSON.parse(Buffer.from(rolled.replace('SIGNING_KEYS=', ''), 'base64url').toString());
    expect(list.map((key: { kid: string }) => key.kid)).toEqual([next, kid]);
  });

  test('seals the audit trail, and verifies it against stored seals', async () => {
    const [tenantId = ''] = await operatorCommand(demo.env, 'tenant:create', 'Sealed');
    const sealOf = async () =>
      (await operatorCommand(demo.env, 'audit:seal')).find((line) => line.startsWith(tenantId));
    // Running transactions of other suites may delay the seal.
    let seal = await sealOf();
    while (!seal) seal = await sealOf();
    expect(seal).toMatch(/^[0-9a-f-]{36}:1:[0-9a-f]{64}$/);
    const verified = await operatorCommand(demo.env, 'audit:verify', '--seal', seal);
    expect(verified).toContain(`${tenantId}\t1 events, as they were sealed`);
    const ahead = operatorCommand(demo.env, 'audit:verify', '--seal', seal.replace(':1:', ':2:'));
    await expect(ahead).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('the tail was cut off') });
    const other = operatorCommand(demo.env, 'audit:verify', '--seal', `${tenantId}:1:${'0'.repeat(64)}`);
    await expect(other).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('rewritten') });
    await expect(operatorCommand(demo.env, 'audit:verify', '--seal', 'x')).rejects.toThrow('is not a seal');
  });
});

test('A second start finds the same data, and each start ends cleanly on a signal', async () => {
  const own = await useInstallation('default');
  const signIn = (server: RunningServer) => /Sign in .*/.exec(server.output())?.[0];
  const first = await startServer(own, '--demo');
  const printed = signIn(first);
  expect(printed).toContain('demo@example.com');
  expect(await first.stop('SIGINT')).toBe(0);
  const second = await startServer(own, '--demo');
  expect(signIn(second)).toBe(printed);
  expect(await second.stop('SIGTERM')).toBe(0);
});

test('Links in the mails of a demo lead to the current URL of its app', async () => {
  const own = await useInstallation();
  for (const app of ['http://localhost:3000', 'http://localhost:3001']) {
    const server = await startServer(own, '--demo', `--app=${app}`);
    const tenantId = /Tenant +(\S+)/.exec(server.output())?.[1] ?? '';
    await fetch(`${server.url}/api/auth/password-reset/`, {
      method: 'POST',
      headers: { 'X-Tenant-ID': tenantId, 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'demo@example.com' }),
    });
    // A shutdown completes running requests.
    await server.stop();
    const folder = join(own.DATA_DIR, 'mail');
    const mails = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
    expect(mails.filter((mail) => mail.includes(`${app}/reset-password?`))).toHaveLength(1);
    expect(mails.some((mail) => mail.includes('enter this code'))).toBe(false);
  }
});

test.each(['default', 'empty'] as const)(
  'Processes that start concurrently migrate the %s database once',
  async (kind) => {
    const own = await useInstallation(kind);
    const [server, made] = await Promise.all([
      startServer(own),
      Promise.allSettled(['One', 'Two'].map((name) => operatorCommand(own, 'tenant:create', name))),
      operatorCommand(own, 'migrate'),
    ]);
    // With DATABASE_URL, an operator's command does not migrate, and says so.
    const listed = await operatorCommand(own, 'tenant:list');
    expect(await server.stop()).toBe(0);
    for (const outcome of made) {
      if (outcome.status === 'fulfilled') expect(listed.join()).toContain(outcome.value[0]);
      else expect(own.DATABASE_URL && String(outcome.reason)).toContain('npm run migrate');
    }
  },
);

test('The server does not start in production without its secrets or with a demo', async () => {
  await expect(startServer({ ...demo.env, NODE_ENV: 'production' })).rejects.toThrow('SIGNING_KEYS');
  const [, keys = '', secret = ''] = await operatorCommand(demo.env, 'key:create');
  const secrets = { SIGNING_KEYS: keys.split('=')[1] ?? '', LINK_SECRET: secret.split('=')[1] ?? '' };
  await expect(startServer({ ...demo.env, ...secrets, NODE_ENV: 'production' }, '--demo')).rejects.toThrow('demo');
  await expect(
    startServer({ ...demo.env, SIGNING_KEYS: 'nonsense', LINK_SECRET: secrets.LINK_SECRET }),
  ).rejects.toThrow('SIGNING_KEYS');
});
