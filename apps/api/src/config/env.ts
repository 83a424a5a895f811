import { resolve } from 'node:path';
import { network } from '@doorstep/contracts/networks';
import { z } from 'zod';

/** An empty value counts as unset, because lines of `.env` may be empty. */
const emptyAsUnset = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema);

const integer = (preset: number, min: number, max: number) =>
  emptyAsUnset(z.coerce.number().int().min(min).max(max).default(preset));

const items = z
  .string()
  .default('')
  .transform((value) => value.split(',').flatMap((item) => item.trim() || []));

const list = emptyAsUnset(items);

const networks = emptyAsUnset(items.pipe(z.array(network)));

const url = (protocol: RegExp, example: string) =>
  emptyAsUnset(z.url({ protocol, message: `must be an address such as ${example}` }).optional());

const Environment = z.object({
  NODE_ENV: emptyAsUnset(z.enum(['development', 'test', 'production']).default('development')),
  HOST: emptyAsUnset(z.string().optional()),
  PORT: integer(4000, 0, 65_535),
  PUBLIC_URL: url(/^https?$/, 'https://api.example.com'),
  DATA_DIR: emptyAsUnset(z.string().default('.data')),
  DATABASE_URL: url(/^postgres(ql)?$/, 'postgresql://doorstep@db/doorstep'),
  OPERATOR_DATABASE_URL: url(/^postgres(ql)?$/, 'postgresql://operator@db/doorstep'),
  MIGRATE_DATABASE_URL: url(/^postgres(ql)?$/, 'postgresql://owner@db/doorstep'),
  MIGRATE: emptyAsUnset(z.enum(['on', 'off']).default('on')),
  DATABASE_POOL: integer(10, 1, 200),
  DATABASE_TIMEOUT_SECONDS: integer(10, 1, 600),
  SIGNING_KEYS: emptyAsUnset(z.string().optional()),
  LINK_SECRET: emptyAsUnset(z.string().optional()),
  TOKEN_AUDIENCE: emptyAsUnset(z.string().default('doorstep')),
  TRUST_PROXY: list,
  CORS_ORIGINS: list,
  RATE_LIMIT_STORE: emptyAsUnset(z.enum(['memory', 'postgres']).default('memory')),
  SMTP_URL: url(/^smtps?$/, 'smtps://user:password@mail.example.com'),
  MAIL_FROM: emptyAsUnset(z.string().default('Doorstep <no-reply@localhost>')),
  WEBHOOK_ALLOWED_NETWORKS: networks,
  WEBHOOK_PROXY: url(/^https?$/, 'http://proxy.example.com:3128'),
  UPLOAD_MAX_BYTES: integer(10 * 1024 * 1024, 1024, 100 * 1024 * 1024),
  IMAGE_CONCURRENCY: integer(2, 1, 64),
  REQUEST_TIMEOUT_SECONDS: integer(60, 1, 3600),
  SHUTDOWN_SECONDS: integer(10, 1, 600),
  LOG_LEVEL: emptyAsUnset(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info')),
});

/** The names of all variables. */
export const environmentNames = Environment.keyof().options;

/** The settings of one process, read once at the start. */
export type Config = {
  production: boolean;
  host: string;
  port: number;
  /** Without a slash at the end. */
  publicUrl: string;
  /** The absolute path of the default database, images, mails and, in development, keys. */
  dataDir: string;
  /** The absolute path of uploads while their requests run. */
  uploadDir: string;
  databaseUrl: string | undefined;
  operatorDatabaseUrl: string | undefined;
  migrateDatabaseUrl: string | undefined;
  migrate: boolean;
  databasePool: number;
  databaseTimeoutSeconds: number;
  signingKeys: string | undefined;
  linkSecret: string | undefined;
  tokenAudience: string;
  trustProxy: string[];
  corsOrigins: string[];
  rateLimitStore: 'memory' | 'postgres';
  smtpUrl: string | undefined;
  mailFrom: string;
  /** In CIDR notation. */
  webhookAllowedNetworks: string[];
  webhookProxy: string | undefined;
  uploadMaxBytes: number;
  imageConcurrency: number;
  requestTimeoutSeconds: number;
  shutdownSeconds: number;
  logLevel: string;
};

/** Lists all faults of the environment. The process does not start with any of them. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
}

/**
 * Parses the settings of an environment, without side effects.
 *
 * @throws EnvError with every invalid variable and its expected value.
 */
export const parseEnv = (source: Readonly<Record<string, string | undefined>>): Config => {
  const parsed = Environment.safeParse(source);
  const faults = parsed.success
    ? missingInProduction(parsed.data)
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  if (!parsed.success || faults.length > 0) throw new EnvError(`The environment is invalid:\n  ${faults.join('\n  ')}`);
  return toConfig(parsed.data);
};

type Environment = z.output<typeof Environment>;

// Development generates these values. In production they must be the same for all processes and after a restart.
const missingInProduction = (env: Environment): string[] =>
  env.NODE_ENV === 'production'
    ? (['SIGNING_KEYS', 'LINK_SECRET', 'PUBLIC_URL'] as const)
        .filter((name) => !env[name])
        .map(
          (name) => `${name}: required in production${name === 'PUBLIC_URL' ? '' : '; npm run key:create prints one'}`,
        )
    : [];

const toConfig = (env: Environment): Config => {
  const production = env.NODE_ENV === 'production';
  const dataDir = resolve(env.DATA_DIR);
  return {
    production,
    host: env.HOST ?? (production ? '0.0.0.0' : 'localhost'),
    port: env.PORT,
    publicUrl: (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, ''),
    dataDir,
    uploadDir: resolve(dataDir, 'uploads'),
    databaseUrl: env.DATABASE_URL,
    operatorDatabaseUrl: env.OPERATOR_DATABASE_URL,
    migrateDatabaseUrl: env.MIGRATE_DATABASE_URL,
    migrate: env.MIGRATE === 'on',
    databasePool: env.DATABASE_POOL,
    databaseTimeoutSeconds: env.DATABASE_TIMEOUT_SECONDS,
    signingKeys: env.SIGNING_KEYS,
    linkSecret: env.LINK_SECRET,
    tokenAudience: env.TOKEN_AUDIENCE,
    trustProxy: env.TRUST_PROXY,
    corsOrigins: env.CORS_ORIGINS,
    rateLimitStore: env.RATE_LIMIT_STORE,
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    webhookAllowedNetworks: env.WEBHOOK_ALLOWED_NETWORKS,
    webhookProxy: env.WEBHOOK_PROXY,
    uploadMaxBytes: env.UPLOAD_MAX_BYTES,
    imageConcurrency: env.IMAGE_CONCURRENCY,
    requestTimeoutSeconds: env.REQUEST_TIMEOUT_SECONDS,
    shutdownSeconds: env.SHUTDOWN_SECONDS,
    logLevel: env.LOG_LEVEL,
  };
};
