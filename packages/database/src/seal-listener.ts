import pg from 'pg';
import type { PoolConfig } from './pool.ts';

/** The channel on which each process tells all others of new seals. The payload is the tenant. */
export const sealedChannel = 'doorstep_sealed';

const reconnectMs = 1_000;

/**
 * Listens for new seals of all processes on a connection of its own, and connects again after a loss. Notifications meanwhile
 * are lost, and a pooler in transaction mode delivers none: listeners must poll besides.
 *
 * @returns The stop function.
 */
export const listenForSeals = (config: PoolConfig, onSealed: (tenantId: string) => void): (() => Promise<void>) => {
  let stopped = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  const connect = async (): Promise<void> => {
    const opened = new pg.Client(config);
    client = opened;
    // A lost connection is reported here, and then as an end.
    opened.on('error', () => {});
    opened.once('end', reconnect);
    opened.on('notification', ({ payload }) => {
      if (payload) onSealed(payload);
    });
    try {
      await opened.connect();
      await opened.query(`LISTEN ${sealedChannel}`);
    } catch {
      await opened.end().catch(() => {});
      reconnect();
    }
  };
  const reconnect = (): void => {
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(connect, reconnectMs);
    timer.unref();
  };
  void connect();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await client?.end().catch(() => {});
  };
};
