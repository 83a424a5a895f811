import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { staffRoles } from '@doorstep/contracts/permissions';
import { type OpenDatabase, openDatabase, openOwner } from '@doorstep/database/connection';
import { copyDatabase } from '@doorstep/database/copy-database';
import { createDatabase, type Database } from '@doorstep/database/database';
import type { Row } from '@doorstep/database/row';
import { statusOf } from '../api-keys/api-key.service.ts';
import { type Config, parseEnv } from '../config/env.ts';
import { formatSigningKeys, newLinkSecret, newSigningKey, parseSigningKeys } from '../config/keys.ts';
import { createLocalObjectStore } from '../media/local-object-store.ts';
import { sweepMedia } from '../media/media-sweep.ts';
import { createApiKeyOf, listApiKeysOf, revokeApiKeyOf } from './api-key-admin.ts';
import { sealAudit, verifyAudit } from './audit-admin.ts';
import { exportToFile } from './export-admin.ts';
import { importFile } from './import-admin.ts';
import { createTenant, listTenants, setTenant, settableNames } from './tenant-admin.ts';
import { setRole } from './user-admin.ts';
import { listWebhooksOf, replayWebhookOf, testWebhookOf } from './webhook-admin.ts';

/** Runs an operator command: `node operator-command.ts NAME …`. Commands print the id of their result on the first line. */

type Operation = {
  config: Config;
  connection: OpenDatabase;
  database: Database;
  args: string[];
  options: Options;
};

type Options = {
  tenant?: string;
  id?: string;
  'dry-run'?: boolean;
  seal?: string[];
  from?: string;
  name?: string;
  permissions?: string;
  expires?: string;
  networks?: string;
  rate?: string;
  media?: string;
  validate?: boolean;
};

class UsageError extends Error {}

const requestInfo = { requestId: 'operator-command', address: '', agent: '' };

const mediaObjects = ({ dataDir }: Config) => createLocalObjectStore(join(dataDir, 'media'));

const requireArgument = (value: string | undefined, usage: string): string => {
  if (value) return value;
  throw new UsageError(`Usage: npm run ${usage}`);
};

/** Gives a role to a tenant's user, or takes it: `user:revoke` needs no role, because a user has one at a time. */
const setRoleOf =
  (usage: string, roleOf: (given: string | undefined) => Row<'user'>['role'] | undefined) =>
  async ({ database, args, options }: Operation): Promise<string[]> => {
    const [email, given] = args;
    const tenantId = requireArgument(options.tenant, usage);
    const role = roleOf(given);
    if (!role) throw new UsageError(`Usage: npm run ${usage}, with a role of: ${staffRoles.join(', ')}`);
    const user = await setRole(database.operator(requestInfo), tenantId, requireArgument(email, usage), role);
    return [user.id, `${user.email} is ${user.role} of tenant ${user.tenantId}`];
  };

const commands: Record<string, (operation: Operation) => Promise<string[]>> = {
  'tenant:create': async ({ database, args, options }) => {
    const name = requireArgument(args.join(' '), 'tenant:create -- NAME [--id UUID]');
    const tenant = await createTenant(database.operator(requestInfo), name, options.id);
    return [tenant.id, `${tenant.name} (${tenant.status})`];
  },
  'tenant:list': async ({ database }) =>
    (await listTenants(database.operator(requestInfo))).map(({ id, name, status }) => `${id}\t${status}\t${name}`),
  'tenant:set': async ({ database, args }) => {
    const usage = `tenant:set -- ID key=value …  with keys: ${settableNames.join(', ')}`;
    const [id, ...pairs] = args;
    if (pairs.length === 0) throw new UsageError(`Usage: npm run ${usage}`);
    const changes = pairs.map((pair): [string, string] => {
      const [, key, value = ''] = /^([\w.]+)=(.*)$/s.exec(pair) ?? [];
      return [requireArgument(key, usage), value];
    });
    const { name, status, settings } = await setTenant(
      database.operator(requestInfo),
      requireArgument(id, usage),
      changes,
    );
    return [requireArgument(id, usage), JSON.stringify({ name, status, ...Object(settings) }, null, 2)];
  },
  'user:grant': setRoleOf('user:grant -- EMAIL ROLE --tenant ID', (given) => staffRoles.find((role) => role === given)),
  'user:revoke': setRoleOf('user:revoke -- EMAIL --tenant ID', () => 'customer'),
  'api-key:create': async ({ database, options }) => {
    const usage =
      'api-key:create -- --tenant ID --name NAME --permissions a,b [--expires DATE] [--networks CIDR,…] [--rate N]';
    const { name, permissions, expires, networks, rate } = options;
    const { row, key } = await createApiKeyOf(database.operator(requestInfo), requireArgument(options.tenant, usage), {
      name: requireArgument(name, usage),
      permissions: requireArgument(permissions, usage),
      expires,
      networks,
      rate,
    });
    return [key, `${row.name} (${row.id}): ${row.permissions.join(', ')}. The key is not shown again.`];
  },
  'api-key:list': async ({ database, options }) => {
    const tenantId = requireArgument(options.tenant, 'api-key:list -- --tenant ID');
    const rows = await listApiKeysOf(database.operator(requestInfo), tenantId);
    return rows.map((row) => {
      const state = statusOf(row, new Date());
      const used = row.lastUsedAt?.toISOString() ?? 'never used';
      return [row.id, state, `…${row.lastFour}`, row.name, row.permissions.join(','), used].join('\t');
    });
  },
  'api-key:revoke': async ({ database, args, options }) => {
    const usage = 'api-key:revoke -- KEY_ID --tenant ID';
    const id = requireArgument(args[0], usage);
    await revokeApiKeyOf(database.operator(requestInfo), requireArgument(options.tenant, usage), id);
    return [id, 'revoked'];
  },
  'webhooks:list': async ({ database, options }) => {
    const tenantId = requireArgument(options.tenant, 'webhooks:list -- --tenant ID');
    const rows = await listWebhooksOf(database.operator(requestInfo), tenantId);
    return rows.map(({ id, status, url, types, scheduledTo, failingSince }) => {
      const health = failingSince ? `failing since ${failingSince.toISOString()}` : 'not failing';
      return [id, status, url, types.join(',') || 'all', scheduledTo, health].join('\t');
    });
  },
  'webhooks:test': async ({ database, args, options }) => {
    const usage = 'webhooks:test -- WEBHOOK_ID --tenant ID';
    const id = requireArgument(args[0], usage);
    await testWebhookOf(database.operator(requestInfo), requireArgument(options.tenant, usage), id);
    return [id, 'The running server sends a test event.'];
  },
  'webhooks:replay': async ({ database, args, options }) => {
    const usage = 'webhooks:replay -- WEBHOOK_ID --tenant ID --from SEQUENCE';
    const id = requireArgument(args[0], usage);
    const from = requireArgument(options.from, usage);
    await replayWebhookOf(database.operator(requestInfo), requireArgument(options.tenant, usage), { id, from });
    return [id, `The running server sends the events from ${from} on again.`];
  },
  export: async ({ config, database, args, options }) => {
    const usage = 'export -- --tenant ID FILE, with a new FILE in .ndjson, or in .zip for an archive with images';
    const path = resolve(requireArgument(args[0], usage));
    const tenantId = requireArgument(options.tenant, usage);
    const bytes = await exportToFile(database, requestInfo, mediaObjects(config), { tenantId, path });
    return [path, `${bytes} bytes`];
  },
  import: async ({ config, connection, args, options }) => {
    const usage = 'import -- --tenant ID FILE [--media DIR] [--validate]';
    const path = resolve(requireArgument(args[0], usage));
    const tenantId = requireArgument(options.tenant, usage);
    const images = options.media === undefined ? undefined : resolve(options.media);
    return importFile(config, connection, requestInfo, { tenantId, path, images, validate: options.validate ?? false });
  },
  'media:sweep': async ({ config, database, options }) => {
    const dryRun = options['dry-run'] ?? false;
    const swept = await sweepMedia(database, mediaObjects(config), { now: new Date(), dryRun });
    return [...swept, `${swept.length} files ${dryRun ? 'would be' : 'were'} removed`];
  },
  'audit:seal': ({ database }) => sealAudit(database, database.operator(requestInfo)),
  'audit:verify': ({ database, options: { seal = [], tenant } }) =>
    verifyAudit(database.operator(requestInfo), { seals: seal, tenantId: tenant }),
};

/** Copies all rows of another database into an empty one. */
const copyInto = async (from: string): Promise<string[]> => {
  const { owner, close } = await openOwner(parseEnv({ ...process.env, NODE_ENV: 'development' }));
  try {
    const copied = await copyDatabase({ connectionString: from }, owner);
    return [...copied].map(([table, rows]) => `${table}\t${rows}`);
  } finally {
    await close();
  }
};

/** Returns the environment lines of a new key, followed by the current one. Needs no database. */
const createKey = async (current: string | undefined): Promise<string[]> => {
  const key = await newSigningKey();
  const rest = current ? parseSigningKeys(current).slice(0, 1) : [];
  return [String(key.kid), `SIGNING_KEYS=${formatSigningKeys([key, ...rest])}`, `LINK_SECRET=${newLinkSecret()}`];
};

const withDatabase = async (name: string, args: string[], options: Options): Promise<string[]> => {
  const config = parseEnv({ ...process.env, NODE_ENV: 'development' });
  const migrating = name === 'migrate';
  const connection = await openDatabase({
    ...config,
    migrate: migrating || (config.migrate && !config.databaseUrl),
  });
  try {
    if (migrating) return connection.applied.length > 0 ? connection.applied : ['The database is up to date'];
    const database = createDatabase(connection.requests, connection.operators);
    try {
      return await (commands[name]?.({ config, connection, database, args, options }) ?? []);
    } finally {
      await database.close();
    }
  } finally {
    await connection.close();
  }
};

const run = async (argv: string[]): Promise<string[]> => {
  const { values, positionals } = parseArgs({
    args: argv,
    options: {
      tenant: { type: 'string' },
      id: { type: 'string' },
      'dry-run': { type: 'boolean' },
      seal: { type: 'string', multiple: true },
      from: { type: 'string' },
      name: { type: 'string' },
      permissions: { type: 'string' },
      expires: { type: 'string' },
      networks: { type: 'string' },
      rate: { type: 'string' },
      media: { type: 'string' },
      validate: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const [name = '', ...args] = positionals;
  if (name === 'key:create') return createKey(process.env.SIGNING_KEYS);
  if (name === 'database:copy') return copyInto(requireArgument(values.from, 'database:copy -- --from DATABASE_URL'));
  if (name !== 'migrate' && !(name in commands)) {
    const others = ['migrate', 'database:copy', 'key:create'];
    throw new UsageError(`Commands: ${[...Object.keys(commands), ...others].join(', ')}`);
  }
  return withDatabase(name, args, values);
};

if (existsSync('.env')) process.loadEnvFile('.env');
try {
  process.stdout.write(`${(await run(process.argv.slice(2))).join('\n')}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
