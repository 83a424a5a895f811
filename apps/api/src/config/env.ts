import { resolve } from 'node:path';
import { z } from 'zod';

/** A line of `.env` may be left empty: that is the same as leaving it out. */
const orUnset = <T extends z.ZodType>(schema: T) => z.preprocess((value) => (value === '' ? undefined : value), schema);

const whole = (preset: number, min: number, max: number) =>
  orUnset(z.coerce.number().int().min(min).max(max).default(preset));

const list = orUnset(
  z
    .string()
    .default('')
    .transform((value) => value.split(',').flatMap((item) => item.trim() || [])),
);

const url = (protocol: RegExp, example: string) =>
  orUnset(z.url({ protocol, message: `must be an address such as ${example}` }).optional());

const Environment = z.object({
  NODE_ENV: orUnset(z.enum(['development', 'test', 'production']).default('development')),
  HOST: orUnset(z.string().optional()),
  PORT: whole(4000, 0, 65_535),
  PUBLIC_URL: url(/^https?$/, 'https://api.example.com'),
  DATA_DIR: orUnset(z.string().default('.data')),
  DATABASE_URL: url(/^postgres(ql)?$/, 'postgresql://doorstep@db/doorstep'),
  OPERATOR_DATABASE_URL: url(/^postgres(ql)?$/, 'postgresql://operator@db/doorstep'),
  MIGRATE_DATABASE_URL: url(/^postgres(ql)?$/, 'postgresql://owner@db/doorstep'),
  MIGRATE: orUnset(z.enum(['on', 'off']).default('on')),
  DATABASE_POOL: whole(10, 1, 200),
  DATABASE_TIMEOUT_SECONDS: whole(10, 1, 600),
  SIGNING_KEYS: orUnset(z.string().optional()),
  LINK_SECRET: orUnset(z.string().optional()),
  TOKEN_AUDIENCE: orUnset(z.string().default('doorstep')),
  TRUST_PROXY: list,
  CORS_ORIGINS: list,
  RATE_LIMIT_STORE: orUnset(z.enum(['memory', 'postgres']).default('memory')),
  SMTP_URL: url(/^smtps?$/, 'smtps://user:password@mail.example.com'),
  MAIL_FROM: orUnset(z.string().default('Doorstep <no-reply@localhost>')),
  UPLOAD_MAX_BYTES: whole(10 * 1024 * 1024, 1024, 100 * 1024 * 1024),
  IMAGE_CONCURRENCY: whole(2, 1, 64),
  REQUEST_TIMEOUT_SECONDS: whole(60, 1, 3600),
  SHUTDOWN_SECONDS: whole(10, 1, 600),
  LOG_LEVEL: orUnset(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info')),
});

/** Every variable that is read. */
export const environmentNames = Environment.keyof().options;

/** The settings of one process, read once at its start. */
export type Config = {
  production: boolean;
  host: string;
  port: number;
  /** Without a slash at the end. */
  publicUrl: string;
  /** Absolute; holds the embedded database, images, mails and, in development, keys. */
  dataDir: string;
  /** Absolute; where uploads wait while their request lasts. */
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
  uploadMaxBytes: number;
  imageConcurrency: number;
  requestTimeoutSeconds: number;
  shutdownSeconds: number;
  logLevel: string;
};

/** Every fault of the environment at once; the process does not start with any. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
}

/**
 * Reads the settings from an environment. Pure: nothing is opened or made.
 * @throws EnvError that names every variable at fault and what would be right.
 */
export const parseEnv = (source: Readonly<Record<string, string | undefined>>): Config => {
  const parsed = Environment.safeParse(source);
  const faults = parsed.success
    ? missingInProduction(parsed.data)
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  if (!parsed.success || faults.length > 0)
    throw new EnvError(`The environment is not right:\n  ${faults.join('\n  ')}`);
  return toConfig(parsed.data);
};

type Environment = z.output<typeof Environment>;

// In development these are made up; a server that others rely on must be told them.
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
    uploadMaxBytes: env.UPLOAD_MAX_BYTES,
    imageConcurrency: env.IMAGE_CONCURRENCY,
    requestTimeoutSeconds: env.REQUEST_TIMEOUT_SECONDS,
    shutdownSeconds: env.SHUTDOWN_SECONDS,
    logLevel: env.LOG_LEVEL,
  };
};
