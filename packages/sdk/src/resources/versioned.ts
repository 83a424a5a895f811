import { DoorstepCall } from '../doorstep-call.ts';
import { isDoorstepError, toDoorstepError } from '../doorstep-error.ts';
import type { CallOptions } from '../doorstep-options.ts';
import { TimeLimit } from '../time-limit.ts';

const attempts = 5;

/** A resource as it was read: a change that names it is refused with `precondition_failed` when it has moved on since. */
export type Versioned = { version: number };

/** One of several resources: its id, or itself as it was read, which a change is then based on. */
export type Ref = string | ({ id: string } & Versioned);

export const idOf = (ref: Ref): string => (typeof ref === 'string' ? ref : ref.id);
export const versionOf = (ref: Ref): number | undefined => (typeof ref === 'string' ? undefined : ref.version);

/**
 * Reads, changes and writes; from the start again when somebody else was faster, at most five times. A signal and a deadline
 * hold for all of it.
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
      for (let left = attempts; ; left--) {
        try {
          return await attempt();
        } catch (error) {
          if (left === 1 || !isDoorstepError(error, 'precondition_failed')) throw toDoorstepError(error);
        }
      }
    } finally {
      limit.end();
    }
  };
  return new DoorstepCall(run());
};
