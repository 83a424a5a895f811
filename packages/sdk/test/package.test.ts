import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { openapi } from '@doorstep/testing/documented';
import { useApi } from '@doorstep/testing/harness';
import { png } from '@doorstep/testing/images';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { version as sourceVersion } from '../src/version.ts';
import { newApiKey } from './admin-clients.ts';
import { isForKeys } from './asked-operations.ts';

const run = promisify(execFile);
const api = useApi();
const source = join(import.meta.dirname, '..');
const tools = join(source, 'node_modules', '.bin');

let folder: string;
let tarball: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorstep-sdk-'));
  // What is packed has been built when the run began: building again would take it from under other suites.
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: source,
  });
  tarball = join(folder, JSON.parse(stdout)[0].filename);
  await run('npm', ['install', '--no-audit', '--no-fund', tarball], { cwd: folder });
});
afterAll(() => rm(folder, { recursive: true }));

const loadCommonJs =
  "const { DoorstepClient, DoorstepError, isDoorstepError } = require('@doorstep/sdk');\nconst { DoorstepAdmin, ...admin } = require('@doorstep/sdk/admin');\nconst { verifyWebhook, WebhookVerificationError } = require('@doorstep/sdk/webhooks');";

const script = (load: string) => `
${load}
const run = async ([url, tenantId, email, apiKey]) => {
  const client = new DoorstepClient({ baseUrl: url, tenantId });
  await client.auth.register({ email, password: 'correct horse battery' });
  const bytes = require('node:fs').readFileSync('picture.png');
  const { profile_picture } = await client.profile.update({ profile_picture: bytes });
  const failure = await client.addresses.get('nothing').catch((error) => error);
  console.log(JSON.stringify([typeof profile_picture, isDoorstepError(failure), failure instanceof DoorstepError]));
  const system = new DoorstepAdmin({ baseUrl: url, apiKey });
  const [{ id }] = (await system.customers.list({ email })).results;
  const { proof_status } = await system.customers.addresses(id).create({ ...address, proof_image: bytes });
  const refused = await system.customers.get('nothing').catch((error) => error);
  console.log(JSON.stringify([proof_status, admin.isDoorstepError(refused), refused instanceof DoorstepError]));
  const unsigned = await verifyWebhook('{}', {}, '').catch((error) => error);
  console.log(JSON.stringify([unsigned.reason, unsigned instanceof WebhookVerificationError]));
};
const address = { recipient_name: 'Ada', line1: '12 St James’s Square', city: 'London', postal_code: 'SW1Y 4JH', country: 'GB' };
run(process.argv.slice(2));
`;

/** Runs a program with both clients in a folder, and returns its lines of JSON. */
const outputOf = async (name: string, cwd: string): Promise<unknown[]> => {
  const tenantId = await api.newTenant();
  const args = [name, api.url, tenantId, 'ada@example.com', await newApiKey(api, tenantId)];
  const { stdout } = await run(process.execPath, args, { cwd });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
};

/** A program that checks types, including expected type errors. */
const typed = `
import { DoorstepClient, isDoorstepError, type Address, type TokenStore } from '@doorstep/sdk';
import { DoorstepAdmin, isDoorstepError as isAdminError, type Customer, type Permission, type WrittenAddress } from '@doorstep/sdk/admin';
import { type ChainPlace, verifyChain, verifyWebhook, type WebhookEvent } from '@doorstep/sdk/webhooks';
const client = new DoorstepClient({ baseUrl: 'https://api.example.com', tenantId: '…' });
export const lines = async (): Promise<string[]> => {
  const all: Address[] = [];
  for await (const address of client.addresses.listAll()) all.push(address);
  await client.addresses.update(all[0]!, { label: 'Home', proof_image: new Uint8Array() });
  return all.map(({ line1 }) => line1);
};
export const status = (error: unknown) => (isDoorstepError(error, 'email_taken') ? error.code satisfies 'email_taken' : null);
export const store: TokenStore = { get: async () => null, set: () => {}, clear: () => {} };
// With exactOptionalPropertyTypes, an absent field differs from an undefined one.
declare const maybe: { text: string | undefined; read: Address | undefined; signal: AbortSignal | undefined };
const address = { recipient_name: 'Ada', line1: '12 St James’s Square', country: 'GB', label: maybe.text };
client.addresses.create({ ...address, proof_image: undefined }, { signal: maybe.signal, deadline: undefined });
client.addresses.list({ search: maybe.text, limit: undefined });
client.activity.list({ cursor: maybe.text });
client.profile.update({ full_name: maybe.text }, { ifMatch: maybe.read });
client.auth.register({ email: 'ada@example.com', password: 'correct horse battery', full_name: maybe.text });
client.staff.rejectAddressProof('id', { reason: 'too_old', note: maybe.text });
new DoorstepClient({ baseUrl: '', tenantId: '', onRetry: undefined, axios: undefined, language: maybe.text });
export const tag = async () => (await client.profile.get().withResponse()).headers.get('etag');
// @ts-expect-error a country is missing
client.addresses.create({ recipient_name: 'Ada', line1: '12 St James’s Square' });
// @ts-expect-error there is no such code
isDoorstepError(null, 'no_such_code');
const admin = new DoorstepAdmin({ baseUrl: '', apiKey: maybe.text, tenantId: maybe.text, dangerouslyAllowBrowser: false });
export const upserted: Promise<Customer> = admin.customers.upsert('1001', { email: 'ada@example.com', phone: maybe.text });
export const created: Promise<WrittenAddress> = admin.customers.addresses('id').create(address);
admin.customers.update('id', { metadata: { tier: null } }, { idempotencyKey: maybe.text });
export const tier = async () => (await admin.customers.addresses('id').update('id', { metadata: { tier: null } })).metadata.tier;
// @ts-expect-error customers neither see nor set metadata
client.addresses.create({ ...address, metadata: {} });
export const permission: Permission = 'customers:read';
export const lacks = (error: unknown) => (isAdminError(error, 'permission_denied') ? error.status : null);
// @ts-expect-error a key creates no keys
admin.keys.create({ name: 'ERP', permissions: [permission] });
// @ts-expect-error an e-mail is missing
admin.customers.create({ full_name: 'Ada' });
const options = { tenantId: maybe.text, now: undefined };
export const received: Promise<WebhookEvent> = verifyWebhook(new Uint8Array(), new Headers(), maybe.text, options);
verifyWebhook('', { 'webhook-id': ['…'], accept: undefined }, [''], { toleranceSeconds: 60, now: new Date() });
verifyWebhook(new ArrayBuffer(1), {}, { jwks: new URL('https://api.example.com/.well-known/webhook-keys.json') });
export const city = async () => {
  const event = await received;
  return event.type === 'address.created' ? (event.data satisfies WebhookEvent<'address.created'>['data'])?.city : null;
};
// @ts-expect-error there is no such type
export const isWrong = async () => (await received).type === 'no_such_type';
// @ts-expect-error the body has been parsed
verifyWebhook({ type: 'customer.created' }, new Headers(), maybe.text);
export const next = async (after: ChainPlace): Promise<ChainPlace> => verifyChain([await received], after);
export const first = async (): Promise<ChainPlace | undefined> => verifyChain([await received]);
`;

const compilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  target: 'es2022',
  types: [],
};

describe('Installed with npm in an empty folder', () => {
  test.each([
    [
      'main.mjs',
      "import { DoorstepClient, DoorstepError, isDoorstepError } from '@doorstep/sdk';\nimport * as admin from '@doorstep/sdk/admin';\nimport { verifyWebhook, WebhookVerificationError } from '@doorstep/sdk/webhooks';\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nconst { DoorstepAdmin } = admin;",
    ],
    ['main.cjs', loadCommonJs],
  ])('%s works against a running API', async (name, load) => {
    await writeFile(join(folder, name), script(load));
    await writeFile(join(folder, 'picture.png'), await png());
    expect(await outputOf(name, folder)).toEqual([
      ['string', true, true],
      ['pending', true, true],
      ['missing_header', true],
    ]);
  });

  test.each([
    ['bundler', 'esnext'],
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
  ])(
    'a strict TypeScript project with moduleResolution %s compiles, and catches what is wrong',
    async (resolution, module) => {
      for (const name of ['main.mts', 'main.cts']) await writeFile(join(folder, name), typed);
      const config = {
        compilerOptions: { ...compilerOptions, module, moduleResolution: resolution },
        files: ['main.mts', ...(resolution === 'bundler' ? [] : ['main.cts'])],
      };
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
      const { stdout } = await run('tsc', ['-p', folder]).catch((error) => error);
      expect(stdout).toBe('');
    },
  );
});

describe('With the lowest supported versions', () => {
  const lowest = join(source, 'test', 'lowest-versions');
  let versions: { axios: string; typescript: string };
  let old: string;

  beforeAll(async () => {
    versions = JSON.parse(await readFile(join(lowest, 'package.json'), 'utf8')).devDependencies;
    old = await mkdtemp(join(tmpdir(), 'doorstep-sdk-lowest-'));
    const unpacked = join(old, 'node_modules', '@doorstep', 'sdk');
    await mkdir(unpacked, { recursive: true });
    await run('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']);
    await symlink(join(lowest, 'node_modules', 'axios'), join(old, 'node_modules', 'axios'));
  });
  afterAll(() => rm(old, { recursive: true }));

  test('README and package.json have these versions', async () => {
    const { dependencies } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
    expect(dependencies.axios).toBe(`^${versions.axios}`);
    const readme = await readFile(join(source, 'README.md'), 'utf8');
    for (const [name, version] of [
      ['TypeScript', versions.typescript],
      ['axios', versions.axios],
    ] as const) {
      expect(readme).toContain(`${name} ${version.split('.').slice(0, 2).join('.')}`);
    }
  });

  test('it works against a running API', async () => {
    await writeFile(join(old, 'main.cjs'), script(loadCommonJs));
    await writeFile(join(old, 'picture.png'), await png());
    expect(await outputOf('main.cjs', old)).toEqual([
      ['string', true, true],
      ['pending', true, true],
      ['missing_header', true],
    ]);
  });

  test.each([
    ['bundler', 'esnext'],
    ['node16', 'node16'],
  ])('a strict TypeScript project with moduleResolution %s compiles', async (moduleResolution, module) => {
    await writeFile(join(old, 'main.mts'), typed);
    const config = { compilerOptions: { ...compilerOptions, module, moduleResolution }, files: ['main.mts'] };
    await writeFile(join(old, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(lowest, 'node_modules', 'typescript', 'bin', 'tsc');
    const { stdout } = await run(process.execPath, [tsc, '-p', old]).catch((error) => error);
    expect(stdout).toBe('');
  });
});

describe('The package', () => {
  test('passes publint', async () => {
    const { stdout } = await run(join(tools, 'publint'), ['run', tarball, '--strict']);
    expect(stdout).toContain('All good!');
  });

  test('has types for every module resolution', async () => {
    const { stdout } = await run(join(tools, 'attw'), [tarball, '--format', 'json']).catch((error) => error);
    expect(JSON.parse(stdout).problems ?? {}).toEqual({});
  });

  test('depends only on axios, and contains source maps', async () => {
    const installed = join(folder, 'node_modules', '@doorstep', 'sdk');
    const { dependencies, version, ...more } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
    expect(Object.keys(dependencies)).toEqual(['axios']);
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
    expect(version, 'npm run sdk:version writes it').toBe(sourceVersion);
    expect(more).toMatchObject({
      repository: {},
      homepage: expect.stringMatching(/^https:/),
      bugs: {},
      license: 'MIT',
    });
    expect(await readFile(join(installed, 'LICENSE'), 'utf8')).toContain('MIT License');
    const map = JSON.parse(await readFile(join(installed, 'dist', 'esm', 'connection.js.map'), 'utf8'));
    expect(map.sourcesContent[0]).toContain('class Connection');
  });

  const bundle = async (contents: string): Promise<string> => {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: folder },
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      external: ['axios'],
      write: false,
    });
    return outputFiles[0]?.text ?? '';
  };

  test('has at most 8 kB for an app of customers with all methods, without axios', async () => {
    const all = await bundle("export * from '@doorstep/sdk';");
    expect(all).toContain('/api/staff/');
    expect(gzipSync(all, { level: 9 }).length).toBeLessThanOrEqual(8_000);
  });

  test('has nothing for systems of a tenant in the bundle of an app for customers', async () => {
    const [customers, systems] = [
      await bundle("export * from '@doorstep/sdk';"),
      await bundle("export * from '@doorstep/sdk/admin';"),
    ];
    // Customers and systems have the review of proofs in common.
    const paths = Object.entries(openapi.paths)
      .filter(([path, byMethod]) => Object.values(byMethod).some(isForKeys) && !path.startsWith('/api/staff/'))
      .map(([path]) => path.split('{', 1)[0] ?? '');
    expect(paths).not.toEqual([]);
    for (const part of [...paths, 'dsk_', 'dangerouslyAllowBrowser']) {
      expect(systems).toContain(part);
      expect(customers).not.toContain(part);
    }
    for (const part of ['/api/auth/login/', '/api/auth/refresh/']) {
      expect(systems).not.toContain(part);
      expect(customers).toContain(part);
    }
  });

  test('has at most 3 kB for receivers of webhooks, and does not need axios', async () => {
    const webhooks = await bundle("export * from '@doorstep/sdk/webhooks';");
    expect(gzipSync(webhooks, { level: 9 }).length).toBeLessThanOrEqual(3_000);
    expect(webhooks).not.toMatch(/axios|\/api\//);
  });

  test('lets a bundler remove resources that are not imported', async () => {
    const one = await bundle("export { Addresses, Connection } from '@doorstep/sdk';");
    expect(one).toContain('/api/customer/addresses/');
    for (const other of ['/api/staff/', '/api/customer/profile/', '/api/auth/password/', '/media/']) {
      expect(one).not.toContain(other);
    }
  });
});
