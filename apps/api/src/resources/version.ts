import { AppError } from '@doorstep/contracts/errors';

/** The version, or any of several, on which a client based its change. */
export type ExpectedVersion = { expected_version?: number | number[] | undefined };

/** Throws `precondition_failed` when the row has moved on (RFC 9110 section 13.1.1). */
export const assertVersion = (version: number, expected: ExpectedVersion['expected_version']): void => {
  if (expected === undefined || [expected].flat().includes(version)) return;
  throw new AppError('precondition_failed', {
    detail: { key: 'version_changed', version },
  });
};

/** The columns that change with every write of a row. */
export const nextVersion = ({ version }: { version: number }, now: Date) => ({ version: version + 1, updatedAt: now });
