import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { repositoryRoot } from './repository-root.ts';

/** Builds a workspace and what it depends on, where their sources have changed; turbo.json says what these are. */
export const build = (workspace: string): void => {
  const { status, stdout, stderr, error } = spawnSync('turbo', ['run', 'build', `--filter=${workspace}`], {
    cwd: repositoryRoot,
    env: { ...process.env, PATH: `${join(repositoryRoot, 'node_modules/.bin')}${delimiter}${process.env.PATH}` },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Could not build ${workspace}: ${error?.message ?? ''}\n${stdout}${stderr}`);
};
