import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { repositoryRoot } from './repository-root.ts';

/** Builds a package, and what it is built from, where turbo has no build of these sources. */
export const buildPackage = (name: string): void => {
  const path = `${join(repositoryRoot, 'node_modules/.bin')}${delimiter}${process.env.PATH}`;
  const { status, stdout, stderr, error } = spawnSync('turbo', ['run', 'build', `--filter=${name}`], {
    cwd: repositoryRoot,
    env: { ...process.env, PATH: path },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Could not build ${name}: ${error?.message ?? ''}\n${stdout}${stderr}`);
};
