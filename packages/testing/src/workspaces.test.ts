import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from './repository-root.ts';

const listFiles = (...patterns: string[]): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  })
    .trim()
    .split('\n');

// Scripts of the root run before the installation, so they start other workspaces by their paths.
const workspaces = listFiles('*/package.json').map(dirname);
const workspaceOf = (file: string) =>
  workspaces
    .filter((folder) => file.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length)
    .at(0);

/** The relative paths that a file imports, from the root of the repository. */
const importsOf = (file: string): string[] =>
  [
    ...readFileSync(resolve(repositoryRoot, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*(['"])(\.{1,2}\/.*?)\1/g),
  ].map(([, , path = '']) => relative(repositoryRoot, resolve(repositoryRoot, dirname(file), path)));

test('A workspace imports another one by the name of its package', () => {
  const files = listFiles('*.ts', '*.tsx', '*.mts', '*.mjs', '*.js').filter(workspaceOf);
  const relativeImports = files.flatMap((file) => importsOf(file).map((path) => ({ file, path })));
  expect(relativeImports.length).toBeGreaterThan(500);
  expect(relativeImports.filter(({ file, path }) => workspaceOf(file) !== workspaceOf(path))).toEqual([]);
});
