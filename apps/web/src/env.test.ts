import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseWebEnv, webEnvironmentNames } from './env.ts';

const root = join(import.meta.dirname, '..', '..', '..');

test('README and .env.example list exactly the variables of the app', async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const table = readme.slice(readme.indexOf('## Configuration of the app'), readme.indexOf('## Deployment'));
  const documented = [...table.matchAll(/^\|\s*`([A-Z_]+)`\s*\|/gm)].map(([, name]) => name);
  const [, ours = ''] = (await readFile(join(root, '.env.example'), 'utf8')).split('# The customer app.');
  const example = [...ours.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
  expect(documented.sort()).toEqual([...webEnvironmentNames].sort());
  expect(example.sort()).toEqual([...webEnvironmentNames].sort());
});

test('The error names every invalid variable', () => {
  const parse = () => parseWebEnv({ API_URL: 'nowhere', WEB_PORT: 'high' });
  for (const name of ['API_URL', 'WEB_PORT', 'TENANT_ID']) expect(parse).toThrow(name);
});

test('Empty values leave the defaults, and the URL of the app sets host and port', () => {
  const TENANT_ID = '0199d3c1-7a10-7c51-9d5e-2f6b8a1c0d3e';
  expect(parseWebEnv({ TENANT_ID, WEB_URL: '', WEB_HOST: '', WEB_PORT: '' })).toMatchObject({
    webUrl: 'http://localhost:3000',
    secure: false,
    host: 'localhost',
    port: 3000,
  });
  expect(parseWebEnv({ TENANT_ID, WEB_URL: 'https://shop.example.com/' })).toMatchObject({
    webUrl: 'https://shop.example.com',
    secure: true,
    host: '0.0.0.0',
    port: 3000,
  });
});
