import { cases } from './cases.ts';
import { measure } from './measure.ts';
import { openPostgres } from './postgres-server.ts';
import { findPostmaster } from './process-usage.ts';
import { sizes } from './seed.ts';
import { prepare } from './setup.ts';
import { startSubject, subjects } from './subject.ts';

const server = await openPostgres(process.env.DATABASE_URL);
try {
  const setup = await prepare(server.url, sizes.usual);
  const postmaster = await findPostmaster(server.url);
  const running = [];
  try {
    for (const name of subjects) running.push(await startSubject(name, setup));
    const only = process.argv[2];
    for (const c of cases) {
      if (only && !c.name.includes(only)) continue;
      const m = await measure(c, running, setup, postmaster, { rounds: 3, seconds: 2 });
      console.log(c.name);
      for (const s of c.subjects) {
        const all = m.rounds.map((r) => r[s]!);
        const med = (f: (x: any) => number) => all.map(f).sort((a, b) => a - b)[all.length >> 1]!;
        const ratio = m.rounds.map((r) => r[s]!.requestsPerSecond / r.raw!.requestsPerSecond).sort()[all.length >> 1]!;
        console.log(
          '  ',
          s.padEnd(16),
          med((x) => x.requestsPerSecond).toFixed(0),
          'p50',
          med((x) => x.p50).toFixed(2),
          'p99',
          med((x) => x.p99).toFixed(2),
          'cpu',
          med((x) => x.serverCpu).toFixed(3),
          'db',
          med((x) => x.databaseCpu ?? NaN).toFixed(3),
          'rss',
          (med((x) => x.residentBytes) / 1e6).toFixed(0),
          'ratio',
          ratio.toFixed(2),
        );
      }
    }
  } finally {
    for (const s of running) await s.stop();
    await setup.remove();
  }
} finally {
  server.stop();
}
