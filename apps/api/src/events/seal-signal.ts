/** Tells readers of events when a tenant has new ones. */
export type SealSignal = {
  /** Starts to watch a tenant. Subscribe before a read, so that no event between the read and the wait is missed. */
  subscribe(tenantId: string): SealWaiter;
  /** Calls back for new events of any tenant. Returns the function that ends it. */
  onSealed(listener: () => void): () => void;
  /** Wakes all who wait for a tenant. */
  sealed(tenantId: string): void;
  /** Ends every wait, and all later ones at once. */
  stop(): void;
};

type SealWaiter = {
  /**
   * Waits for at most so many milliseconds until there may be new events. Returns false if the server shuts down. Several
   * events since the last call count as one.
   */
  next(timeoutMs: number): Promise<boolean>;
  close(): void;
};

/** Another process may have sealed events, and its notification may be lost. */
const maxWaitMs = 5_000;

export const createSealSignal = (): SealSignal => {
  const waiters = new Map<string, Set<() => void>>();
  const listeners = new Set<() => void>();
  let stopped = false;
  const subscribe = (tenantId: string): SealWaiter => {
    let signalled = false;
    let wake: (() => void) | undefined;
    const notify = () => {
      signalled = true;
      wake?.();
    };
    const ofTenant = waiters.get(tenantId) ?? new Set();
    waiters.set(tenantId, ofTenant.add(notify));
    return {
      next: async (timeoutMs) => {
        if (!signalled && !stopped) {
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, Math.min(timeoutMs, maxWaitMs));
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
          });
        }
        signalled = false;
        return !stopped;
      },
      close: () => {
        ofTenant.delete(notify);
        if (ofTenant.size === 0 && waiters.get(tenantId) === ofTenant) waiters.delete(tenantId);
      },
    };
  };
  return {
    subscribe,
    onSealed: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    sealed: (tenantId) => {
      for (const notify of waiters.get(tenantId) ?? []) notify();
      for (const listener of listeners) listener();
    },
    stop: () => {
      stopped = true;
      for (const ofTenant of waiters.values()) for (const notify of ofTenant) notify();
    },
  };
};
