import { z } from 'zod';

const origin = (preset: string) =>
  z.preprocess(
    (value) => (value === '' ? undefined : value),
    z
      .url({ protocol: /^https?$/, message: `must be an address such as ${preset}` })
      .default(preset)
      .transform((url) => new URL(url).origin),
  );

const Environment = z.object({
  API_URL: origin('http://localhost:4000'),
  WEB_URL: origin('http://localhost:3000'),
  TENANT_ID: z.uuid({ message: 'must be the id of the tenant whose customers use this app' }),
  WEB_HOST: z.string().default(''),
  WEB_PORT: z.preprocess((value) => value || undefined, z.coerce.number().int().min(1).max(65_535).optional()),
  WEB_TRUST_PROXY: z
    .string()
    .default('')
    .transform((value) => value.split(',').flatMap((item) => item.trim() || [])),
});

/** The names of all variables. */
export const webEnvironmentNames = Environment.keyof().options;

/** The settings of the web server. */
export type WebConfig = {
  /** The URL of the API for this server. */
  apiUrl: string;
  /** The public origin of this app. */
  webUrl: string;
  /** Whether the public origin uses https. */
  secure: boolean;
  tenantId: string;
  /** The interface and the port to listen on. */
  host: string;
  port: number;
  /** Trusted proxies: addresses, CIDR blocks, or `loopback` and the like. Their `X-Forwarded-For` counts. */
  trustProxy: string[];
};

/**
 * Parses the settings of the web server.
 * @throws Error that names every invalid variable with the expected value.
 */
export const parseWebEnv = (source: Readonly<Record<string, string | undefined>>): WebConfig => {
  const { success, data, error } = Environment.safeParse(source);
  if (!success) {
    const faults = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Error(`Invalid environment variables:\n  ${faults.join('\n  ')}`);
  }
  const { protocol, hostname, port } = new URL(data.WEB_URL);
  return {
    apiUrl: data.API_URL,
    webUrl: data.WEB_URL,
    secure: protocol === 'https:',
    tenantId: data.TENANT_ID,
    host: data.WEB_HOST || (hostname === 'localhost' ? 'localhost' : '0.0.0.0'),
    port: data.WEB_PORT ?? Number(port || 3000),
    trustProxy: data.WEB_TRUST_PROXY,
  };
};

let config: WebConfig | undefined;

/** The settings of this process, parsed at the first use, because a build has none. */
export const webConfig = (): WebConfig => {
  config ??= parseWebEnv(process.env);
  return config;
};
