import { DoorstepCall } from '../doorstep-call.ts';
import { isDoorstepError, toDoorstepError } from '../doorstep-error.ts';
import type { CallOptions } from '../doorstep-options.ts';
import { TimeLimit } from '../time-limit.ts';

const maxAttempts = 5;

/** A resource with its version. A change with a stale version fails with `precondition_failed`. */
export type Versioned = { version: number };

/** A resource or its id. A change with the resource applies only to that version. */
export type Ref = string | ({ id: string } & Versioned);

export const idOf = (ref: Ref): string => (typeof ref === 'string' ? ref : ref.id);
export const versionOf = (ref: Ref): number | undefined => (typeof ref === 'string' ? undefined : ref.version);

/**
 * Reads, changes and writes a resource. Starts again if another change came first, with at most five attempts. The signal
 * and the deadline apply to all attempts together.
 */
export const changeWithRetry = <Read, Changes, Written>(
  options: CallOptions = {},
  {
    read,
    change,
    write,
  }: {
    read: (options: CallOptions) => Promise<Read>;
    change: (latest: Read) => Changes | Promise<Changes>;
    write: (latest: Read, changes: Changes, options: CallOptions) => DoorstepCall<Written>;
  },
): DoorstepCall<Written> => {
  const limit = new TimeLimit(options.signal, options.deadline ?? 0);
  const each = { ...options, signal: limit.signal };
  const attempt = async () => {
    const latest = await read(each);
    const changes = await limit.race(Promise.resolve(latest).then(change));
    return write(latest, changes, each).withResponse();
  };
  const run = async () => {
    try {
      for (let attempts = 1; ; attempts++) {
        try {
          return await attempt();
        } catch (error) {
          if (attempts === maxAttempts || !isDoorstepError(error, 'precondition_failed')) throw toDoorstepError(error);
        }
      }
    } finally {
      limit.end();
    }
  };
  return new DoorstepCall(run());
};
