import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';

/** What a process has used so far: seconds of processor time, and what it holds in memory in bytes (Linux). */
export type Usage = { cpuSeconds: number; residentBytes: number };

const ticksPerSecond = 100;

/** @throws where there is no such process, or no /proc. */
export const usageOf = (pid: number): Usage => {
  const { cpuTicks } = statOf(pid);
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { cpuSeconds: cpuTicks / ticksPerSecond, residentBytes: Number(resident) * 1024 };
};

// Behind the name, which may hold anything, stand the numbers of proc(5): state, ppid, … utime is the 12th, stime the 13th.
const statOf = (pid: number): { parent: number; cpuTicks: number; childTicks: number } => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const at = (index: number) => Number(fields[index]);
  return { parent: at(1), cpuTicks: at(11) + at(12), childTicks: at(13) + at(14) };
};

/** Finds the postmaster of a server on this machine; null where it runs elsewhere or out of sight. */
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

/** Seconds of processor time of a PostgreSQL server with all of its processes, those that have ended included. */
export const databaseCpuSeconds = (postmaster: number): number => {
  const own = statOf(postmaster);
  let ticks = own.cpuTicks + own.childTicks;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const { parent, cpuTicks } = statOf(Number(entry));
      if (parent === postmaster) ticks += cpuTicks;
    } catch {
      // It has ended since the folder was read; its time is in the postmaster's by now.
    }
  }
  return ticks / ticksPerSecond;
};
