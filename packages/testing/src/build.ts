import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { repositoryRoot } from './repository-root.ts';

/** Builds a package and its dependencies, unless turbo has a build of the same sources. */
export const buildPackage = (name: string): void => {
  const path = `${join(repositoryRoot, 'node_modules/.bin')}${delimiter}${process.env.PATH}`;
  const { status, stdout, stderr, error } = spawnSync('turbo', ['run', 'build', `--filter=${name}`], {
    cwd: repositoryRoot,
    env: { ...process.env, PATH: path },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Could not build ${name}: ${error?.message ?? ''}\n${stdout}${stderr}`);
};
