import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { phonePhoto, png } from '@doorstep/testing/images';
import { expect, onTestFinished } from 'vitest';

const run = promisify(execFile);
const sdk = join(import.meta.dirname, '..');
const workspace = join(sdk, '..', '..');

/** Returns the TypeScript examples of a page. */
export const examplesOf = async (page: string): Promise<string[]> =>
  [...(await readFile(page, 'utf8')).matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);

/** Creates a folder with a compiled program, in which `@doorstep/sdk` and other packages of these suites are installed. */
export const newProject = async (program: string, packages: string[] = []): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'doorstep-sdk-readme-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const install = async (name: string, from: string) => {
    const path = join(folder, 'node_modules', name);
    await mkdir(dirname(path), { recursive: true });
    await symlink(from, path);
  };
  await install('@doorstep/sdk', sdk);
  await install('@types/node', join(workspace, 'node_modules', '@types', 'node'));
  for (const name of packages) await install(name, join(sdk, 'node_modules', name));
  await writeFile(join(folder, 'examples.mts'), program);
  const strict = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022', '--types', 'node'];
  const compiled = await run('tsc', [...strict, 'examples.mts'], { cwd: folder }).catch((error) => error);
  expect(compiled.stdout).toBe('');
  return folder;
};

/**
 * Compiles a program in which `@doorstep/sdk` is installed, runs it, and compares its output with the lines that it
 * documents as `// → …`, in any order. `photo.jpg` and `proof.jpg` are beside it.
 */
export const expectDocumentedOutput = async (program: string, env: Record<string, string> = {}): Promise<void> => {
  const folder = await newProject(program, ['axios']);
  await writeFile(join(folder, 'photo.jpg'), await phonePhoto());
  await writeFile(join(folder, 'proof.jpg'), await png());
  const { stdout } = await run(process.execPath, ['examples.mts'], { cwd: folder, env: { ...process.env, ...env } });
  const promised = [...program.matchAll(/\/\/ → (.*)$/gm)].map(([, line]) => line);
  expect(stdout.trimEnd().split('\n').sort()).toEqual(promised.sort());
};

/** Moves the imports of all examples to the start of one program. */
export const programOf = (examples: string[]): string => {
  const imports = examples.flatMap((code) => code.match(/^import .*$/gm) ?? []);
  return [...imports, ...examples.map((code) => code.replaceAll(/^import .*\n/gm, ''))].join('\n');
};
