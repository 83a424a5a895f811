import { AppError } from '@doorstep/contracts/errors';

/** The version that a change is based on, or several acceptable versions. */
export type ExpectedVersion = { expected_version?: number | number[] | undefined };

/** Throws `precondition_failed` if the row has another version (RFC 9110 section 13.1.1). */
export const assertVersion = (version: number, expected: ExpectedVersion['expected_version']): void => {
  if (expected === undefined || [expected].flat().includes(version)) return;
  throw new AppError('precondition_failed', {
    detail: { key: 'version_changed', version },
  });
};

/** Returns the columns that change with every write of a row. */
export const nextVersion = ({ version }: { version: number }, now: Date) => ({ version: version + 1, updatedAt: now });
