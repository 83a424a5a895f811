import type { Database } from '@doorstep/database/database';
import { LRUCache } from 'lru-cache';
import { clientNetwork } from '../http/client-network.ts';
import type { Background } from '../server/background.ts';

const minuteMs = 60_000;
const maxKeys = 10_000;

type Use = { tenantId: string; id: string; at: Date; network: string; apiVersion: string | null };

/** Records the use of a key, from a client's address and with its `Doorstep-Version`. */
export type RecordKeyUse = (
  key: { tenantId: string; id: string },
  address: string,
  version: string | undefined,
) => void;

const versionPattern = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Records when and from where keys were last used, at most once a minute for each key, after the request. One write runs at a
 * time, and the next one contains all uses since.
 */
export const createKeyUse = (deps: { database: Database; background: Background; now: () => Date }): RecordKeyUse => {
  const recent = new LRUCache<string, true>({
    max: maxKeys,
    ttl: minuteMs,
    // Otherwise each millisecond with a request starts a timer.
    ttlResolution: 0,
    perf: { now: () => deps.now().getTime() },
  });
  let pending: Use[] = [];
  let isWriting = false;
  const writeAll = async (): Promise<void> => {
    try {
      while (pending.length > 0) {
        const uses = pending;
        pending = [];
        await write(deps.database, uses);
      }
    } finally {
      isWriting = false;
    }
  };
  return ({ tenantId, id }, address, version) => {
    if (recent.has(id)) return;
    recent.set(id, true);
    const apiVersion = version && versionPattern.test(version) ? version : null;
    pending.push({ tenantId, id, at: deps.now(), network: clientNetwork(address), apiVersion });
    if (isWriting) return;
    isWriting = true;
    deps.background.run(writeAll);
  };
};

// Other processes record uses too. The fixed order prevents deadlocks between them.
const write = (database: Database, uses: readonly Use[]): Promise<unknown> =>
  database.maintenance(async (tx) => {
    for (const { tenantId, id, at, network, apiVersion } of [...uses].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      await tx.apiKey.updateMany({
        where: { tenantId, id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: new Date(at.getTime() - minuteMs) } }] },
        data: { lastUsedAt: at, lastUsedNetwork: network, ...(apiVersion && { apiVersion }) },
      });
    }
  });
