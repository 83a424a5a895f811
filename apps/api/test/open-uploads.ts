import { readdir, readlink } from 'node:fs/promises';
import { sep } from 'node:path';
import type { Api } from './harness.ts';

/** Lists temporary files of uploads on disk and, on Linux, files that this process still has open. */
export const openUploads = async ({ dependencies }: Api): Promise<string[]> => {
  const folder = dependencies.config.uploadDir;
  const descriptors = await readdir('/proc/self/fd').catch(() => []);
  const targets = await Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return [...(await readdir(folder).catch(() => [])), ...targets.filter((target) => target.startsWith(folder + sep))];
};
