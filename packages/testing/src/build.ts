import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { repositoryRoot } from './repository-root.ts';

type Build = {
  /** The last file that the build writes. */
  built: string;
  /** Files and folders that it is built from. */
  sources: string[];
  /** Run with Node in `folder`. */
  command: string[];
  folder: string;
};

/** Builds what is missing or older than one of its sources. Paths begin at the root of the repository. */
export const buildIfOutdated = ({ built, sources, command, folder }: Build): void => {
  const at = changedAt(built);
  if (at > 0 && sources.every((source) => changedAt(source) <= at)) return;
  const { status, stdout, stderr, error } = spawnSync(process.execPath, command, {
    cwd: join(repositoryRoot, folder),
    env: { ...process.env, PATH: `${join(repositoryRoot, 'node_modules/.bin')}${delimiter}${process.env.PATH}` },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Could not build ${folder}: ${error?.message ?? ''}\n${stdout}${stderr}`);
};

/** When a file, or the last file of a folder, was changed; 0 where there is none. */
const changedAt = (path: string): number => {
  const full = join(repositoryRoot, path);
  const stats = statSync(full, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.mtimeMs ?? 0;
  return Math.max(
    ...readdirSync(full, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(full, name)).mtimeMs),
  );
};
