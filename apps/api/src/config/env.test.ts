import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '@doorstep/testing/repository-root';
import { expect, test } from 'vitest';
import { EnvError, environmentNames, parseEnv } from './env.ts';

test('The README and .env.example list every variable and no other', async () => {
  const readme = await readFile(join(repositoryRoot, 'README.md'), 'utf8');
  const table = readme.slice(readme.indexOf('## Configuration\n'), readme.indexOf('## Configuration of the app\n'));
  const documented = [...table.matchAll(/^\|\s*`([A-Z_]+)`\s*\|/gm)].map(([, name]) => name);
  const [ours = ''] = (await readFile(join(repositoryRoot, '.env.example'), 'utf8')).split('# The customer app.');
  const example = [...ours.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
  expect(documented.sort()).toEqual([...environmentNames].sort());
  expect(example.sort()).toEqual([...environmentNames].sort());
});

test('The error lists all invalid variables', () => {
  const parse = () => parseEnv({ PORT: 'high', PUBLIC_URL: 'nowhere', LOG_LEVEL: 'loud', MIGRATE: 'maybe' });
  expect(parse).toThrow(EnvError);
  for (const name of ['PORT', 'PUBLIC_URL', 'LOG_LEVEL', 'MIGRATE']) expect(parse).toThrow(name);
});

test('Production requires secrets and a public URL, and development has defaults for them', () => {
  const parse = () => parseEnv({ NODE_ENV: 'production' });
  for (const name of ['SIGNING_KEYS', 'LINK_SECRET', 'PUBLIC_URL']) expect(parse).toThrow(name);
  expect(parseEnv({})).toMatchObject({ port: 4000, publicUrl: 'http://localhost:4000', host: 'localhost' });
});

test('An empty value counts as unset', () => {
  expect(parseEnv({ PORT: '', DATABASE_URL: '', TRUST_PROXY: ' 10.0.0.0/8, ::1 ' })).toMatchObject({
    port: 4000,
    databaseUrl: undefined,
    trustProxy: ['10.0.0.0/8', '::1'],
  });
});

test('Networks for webhooks are read in CIDR notation, and the error names each that is none', () => {
  const networks = (value: string) => parseEnv({ WEBHOOK_ALLOWED_NETWORKS: value }).webhookAllowedNetworks;
  expect(networks('')).toEqual([]);
  expect(networks('10.1.2.3/8, 192.0.2.7,fd00::/8')).toEqual(['10.0.0.0/8', '192.0.2.7/32', 'fd00::/8']);
  const parse = () =>
    parseEnv({ WEBHOOK_ALLOWED_NETWORKS: '10.0.0.0/8,intranet,::1/129', WEBHOOK_PROXY: 'ftp://proxy' });
  expect(parse).toThrow('WEBHOOK_ALLOWED_NETWORKS.1: Enter a network in CIDR notation, such as 203.0.113.0/24');
  expect(parse).toThrow('WEBHOOK_ALLOWED_NETWORKS.2: Enter a network');
  expect(parse).toThrow('WEBHOOK_PROXY: must be an address such as http://proxy.example.com:3128');
});

test('The proxy for webhooks is a URL of http or https', () => {
  expect(parseEnv({}).webhookProxy).toBeUndefined();
  for (const url of ['http://10.0.0.1:3128', 'https://user:password@proxy.example.com'])
    expect(parseEnv({ WEBHOOK_PROXY: url }).webhookProxy).toBe(url);
});
