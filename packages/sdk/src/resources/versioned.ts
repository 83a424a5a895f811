import { isDoorstepError } from '../doorstep-error.ts';

const attempts = 5;

/** A resource as it was read: a change that names it is refused with `precondition_failed` when it has moved on since. */
export type Versioned = { version: number };

/** One of several resources: its id, or itself as it was read, which a change is then based on. */
export type Ref = string | ({ id: string } & Versioned);

export const idOf = (ref: Ref): string => (typeof ref === 'string' ? ref : ref.id);
export const versionOf = (ref: Ref): number | undefined => (typeof ref === 'string' ? undefined : ref.version);

/** Reads, changes and writes; from the start again when somebody else was faster, at most five times. */
export const changeWithRetry = async <Read, Written>(
  read: () => Promise<Read>,
  write: (latest: Read) => Promise<Written>,
): Promise<Written> => {
  for (let attempt = 1; ; attempt++) {
    const latest = await read();
    try {
      return await write(latest);
    } catch (error) {
      if (attempt === attempts || !isDoorstepError(error, 'precondition_failed')) throw error;
    }
  }
};
