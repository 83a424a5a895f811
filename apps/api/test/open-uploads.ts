import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Temporary files of uploads that are on disk or, on Linux, still open in this process. */
export const openUploads = async (dataDir: string): Promise<string[]> => {
  const folder = join(dataDir, 'uploads');
  const descriptors = await readdir('/proc/self/fd').catch(() => []);
  const targets = await Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return [...(await readdir(folder).catch(() => [])), ...targets.filter((target) => target.startsWith(folder))];
};
