import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot as root } from '@doorstep/testing/repository-root';
import { expect, test } from 'vitest';
import { importFlags, serverFlags } from '../server-flags.mjs';

test('An old Node prints the version that the API needs', () => {
  const pretendOld = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { node: '22.17.0' } })`;
  const args = ['--import', pretendOld, join(root, 'apps/api/src/main.js')];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toBe('Doorstep needs Node.js 24 or newer, and this is 22.17.0. "npm run start:api" brings its own.\n');
});

test('The start script imports nothing that an old Node lacks', () => {
  const main = readFileSync(join(root, 'apps/api/src/main.js'), 'utf8');
  expect(main).not.toMatch(/^import /m);
});

test('Editors and CI use the Node of the npm scripts', () => {
  expect(readFileSync(join(root, '.node-version'), 'utf8').trim()).toBe(process.versions.node);
});

test('`npm run start:api` and `npm run import` start Node with the flags of a server and of an import', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(scripts['start:api']).toContain(`node ${serverFlags.join(' ')} apps/api/src/main.js`);
  expect(scripts.import).toContain(`node ${importFlags.join(' ')} apps/api/src/operator/`);
});
