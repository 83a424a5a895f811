import { join } from 'node:path';
import { lockFile } from '../file-lock.ts';
import { prepareCluster, refuseEarlierVersion } from './cluster.ts';
import { Lifelines } from './lifelines.ts';
import { PostgresProcess } from './postgres-process.ts';
import { choosePostgresUser, type PostgresUser } from './postgres-user.ts';

/** The supervisor's first argument, as JSON. */
export type SupervisorOptions = {
  dataDir: string;
  lifelinePath: string;
  /** The folder of PostgreSQL's Unix socket, unless PostgreSQL's user cannot enter it. */
  socketFolder: string;
  /** The folder with PostgreSQL's `bin`, `lib` and `share`. */
  installation: string;
  settings: Record<string, string>;
  way?: PostgresUser['way'] | undefined;
};

const firstLifelineMs = 10_000;

/** Runs PostgreSQL for as long as a process uses it. Returns at once if another supervisor has the data folder. */
const supervise = async ({ dataDir, lifelinePath, settings, way, ...place }: SupervisorOptions): Promise<void> => {
  refuseEarlierVersion(dataDir);
  const lock = lockFile(join(dataDir, 'database.lock'));
  if (!lock) return;
  const user = await choosePostgresUser({ dataDir, ...place }, way);
  const cluster = await prepareCluster(user, dataDir);
  const postgres = new PostgresProcess(user, cluster, settings, join(dataDir, 'postgresql.log'));
  const lifelines = new Lifelines({ host: cluster.host, port: cluster.port, password: cluster.password });
  process.once('SIGTERM', () => lifelines.end());
  await postgres.start();
  await lifelines.listen(lifelinePath, firstLifelineMs);
  process.stdout.write('serving\n');
  await lifelines.ended;
  await postgres.stop();
  lock.release();
  lifelines.close();
};

try {
  await supervise(JSON.parse(process.argv[2] ?? '') as SupervisorOptions);
} catch (error) {
  process.stderr.write(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
