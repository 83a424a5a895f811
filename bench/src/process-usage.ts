import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';

/** CPU seconds that a process has used, and its resident memory (Linux). */
export type Usage = { cpuSeconds: number; residentBytes: number };

const ticksPerSecond = 100;

/** @throws Error if the process or /proc does not exist. */
export const usageOf = (pid: number): Usage => {
  const { cpuTicks } = statOf(pid);
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { cpuSeconds: cpuTicks / ticksPerSecond, residentBytes: Number(resident) * 1024 };
};

// The fields of proc(5) follow the name, which may contain any character: state, ppid, …; utime is the 12th, stime the 13th.
const statOf = (pid: number): { parent: number; cpuTicks: number; childTicks: number } => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const at = (index: number) => Number(fields[index]);
  return { parent: at(1), cpuTicks: at(11) + at(12), childTicks: at(13) + at(14) };
};

/** Finds the postmaster of a server; null if it runs on another machine, or is not visible here. */
export const findPostmaster = async (url: string): Promise<number | null> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
    return statOf(rows[0].pid).parent;
  } catch {
    return null;
  } finally {
    await client.end();
  }
};

/** CPU seconds of a PostgreSQL server with all of its processes, including those that have ended. */
export const databaseCpuSeconds = (postmaster: number): number => {
  const own = statOf(postmaster);
  let ticks = own.cpuTicks + own.childTicks;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const { parent, cpuTicks } = statOf(Number(entry));
      if (parent === postmaster) ticks += cpuTicks;
    } catch {
      // The process has ended meanwhile, so the postmaster's time includes its own.
    }
  }
  return ticks / ticksPerSecond;
};
