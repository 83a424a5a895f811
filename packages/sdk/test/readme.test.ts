import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { useApi } from '@doorstep/testing/harness';
import { phonePhoto, png } from '@doorstep/testing/images';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const api = useApi();
const sdk = join(import.meta.dirname, '..');
let folder: string;
let examples: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorstep-sdk-readme-'));
  const readme = await readFile(join(sdk, 'README.md'), 'utf8');
  examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, '@doorstep'), { recursive: true });
  await symlink(sdk, join(modules, '@doorstep', 'sdk'));
  await symlink(join(sdk, 'node_modules', 'axios'), join(modules, 'axios'));
  await symlink(join(sdk, '..', '..', 'node_modules', '@types'), join(modules, '@types'));
  await writeFile(join(folder, 'photo.jpg'), await phonePhoto());
  await writeFile(join(folder, 'proof.jpg'), await png());
});
afterAll(() => rm(folder, { recursive: true }));

/** The examples as one program. Each can use the imports of earlier ones, and the client of the first. */
const program = async (): Promise<string> => {
  const parts = examples.map((code, index) => {
    const imports = code.match(/^import .*$/gm) ?? [];
    const rest = code.replaceAll(/^import .*\n/gm, '');
    return { imports, code: index === 0 ? rest : `{\n${rest}}\n` };
  });
  return [...parts.flatMap(({ imports }) => imports), ...parts.map(({ code }) => code)]
    .join('\n')
    .replaceAll('https://api.example.com', api.url)
    .replaceAll('018f4e6a-0000-7000-8000-000000000000', await api.newTenant());
};

test('The ten examples of the README compile and print the documented output', async () => {
  expect(examples).toHaveLength(10);
  await writeFile(join(folder, 'examples.mts'), await program());
  const strict = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022', '--types', 'node'];
  const compiled = await run('tsc', [...strict, 'examples.mts'], { cwd: folder }).catch((error) => error);
  expect(compiled.stdout).toBe('');
  const { stdout } = await run(process.execPath, ['examples.mts'], { cwd: folder });
  const promised = examples.flatMap((code) => [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, line]) => line));
  expect(stdout.trimEnd().split('\n').sort()).toEqual(promised.sort());
});
