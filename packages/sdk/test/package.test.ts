import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useApi } from '../../../apps/api/test/harness.ts';
import { png } from '../../../apps/api/test/images.ts';

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

const script = (load: string) => `
${load}
const run = async ([url, tenantId, email]) => {
  const client = new DoorstepClient({ baseUrl: url, tenantId });
  await client.auth.register({ email, password: 'correct horse battery' });
  const bytes = require('node:fs').readFileSync('picture.png');
  const { profile_picture } = await client.profile.update({ profile_picture: bytes });
  const failure = await client.addresses.get('nothing').catch((error) => error);
  console.log(JSON.stringify([typeof profile_picture, isDoorstepError(failure), failure instanceof DoorstepError]));
};
run(process.argv.slice(2));
`;

describe('Installed with npm alone, in an empty folder', () => {
  test.each([
    [
      'main.mjs',
      "import { DoorstepClient, DoorstepError, isDoorstepError } from '@doorstep/sdk';\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    ],
    ['main.cjs', "const { DoorstepClient, DoorstepError, isDoorstepError } = require('@doorstep/sdk');"],
  ])('%s works against a running API', async (name, load) => {
    await writeFile(join(folder, name), script(load));
    await writeFile(join(folder, 'picture.png'), await png());
    const email = `${name}@example.com`;
    const { stdout } = await run(process.execPath, [name, api.url, await api.newTenant(), email], { cwd: folder });
    expect(JSON.parse(stdout)).toEqual(['string', true, true]);
  });

  test.each([
    ['bundler', 'esnext'],
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
  ])(
    'a strict TypeScript project with moduleResolution %s compiles, and catches what is wrong',
    async (resolution, module) => {
      const main = `
import { DoorstepClient, isDoorstepError, type Address, type TokenStore } from '@doorstep/sdk';
const client = new DoorstepClient({ baseUrl: 'https://api.example.com', tenantId: '…' });
export const lines = async (): Promise<string[]> => {
  const all: Address[] = [];
  for await (const address of client.addresses.listAll()) all.push(address);
  await client.addresses.update(all[0]!, { label: 'Home', proof_image: new Uint8Array() });
  return all.map(({ line1 }) => line1);
};
export const status = (error: unknown) => (isDoorstepError(error, 'email_taken') ? error.code satisfies 'email_taken' : null);
export const store: TokenStore = { get: async () => null, set: () => {}, clear: () => {} };
// @ts-expect-error a country is missing
client.addresses.create({ recipient_name: 'Ada', line1: '12 St James’s Square' });
// @ts-expect-error there is no such code
isDoorstepError(null, 'no_such_code');
`;
      for (const name of ['main.mts', 'main.cts']) await writeFile(join(folder, name), main);
      const config = {
        compilerOptions: {
          strict: true,
          noEmit: true,
          target: 'es2022',
          module,
          moduleResolution: resolution,
          types: [],
        },
        files: ['main.mts', ...(resolution === 'bundler' ? [] : ['main.cts'])],
      };
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
      const { stdout } = await run('tsc', ['-p', folder]).catch((error) => error);
      expect(stdout).toBe('');
    },
  );
});

describe('The package', () => {
  test('has nothing that publint finds', async () => {
    const { stdout } = await run(join(tools, 'publint'), ['run', tarball, '--strict']);
    expect(stdout).toContain('All good!');
  });

  test('has types that every resolution finds', async () => {
    const { stdout } = await run(join(tools, 'attw'), [tarball, '--format', 'json']).catch((error) => error);
    expect(JSON.parse(stdout).problems ?? {}).toEqual({});
  });

  test('depends on axios alone, and holds its sources’ maps', async () => {
    const installed = join(folder, 'node_modules', '@doorstep', 'sdk');
    const { dependencies, version } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
    expect(Object.keys(dependencies)).toEqual(['axios']);
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
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

  test('weighs at most 12 kB beside axios, with all of its methods', async () => {
    const all = await bundle("export * from '@doorstep/sdk';");
    expect(all).toContain('/api/staff/');
    expect(gzipSync(all, { level: 9 }).length).toBeLessThanOrEqual(12_000);
  });

  test('leaves out the resources that are not imported', async () => {
    const one = await bundle("export { Addresses, Connection } from '@doorstep/sdk';");
    expect(one).toContain('/api/customer/addresses/');
    for (const other of ['/api/staff/', '/api/customer/profile/', '/api/auth/password/', '/media/']) {
      expect(one).not.toContain(other);
    }
  });
});
