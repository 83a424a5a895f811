import { AppError } from '@doorstep/contracts/errors';
import type { Catalogue } from '@doorstep/contracts/messages/en';

/** The reason why files cannot be stored or read, as a message key. */
export type StorageReason = Extract<keyof Catalogue['messages'], `storage_${string}`>;

const retryAfterSeconds = 10;

// Errors of the file system that the disk or the process causes, not the request.
const reasons: Record<string, StorageReason> = {
  ENOSPC: 'storage_full',
  EDQUOT: 'storage_full',
  EFBIG: 'storage_full',
  EROFS: 'storage_read_only',
  EACCES: 'storage_read_only',
  EPERM: 'storage_read_only',
  ENOENT: 'storage_missing',
  ENOTDIR: 'storage_missing',
  EEXIST: 'storage_missing',
  ENODEV: 'storage_missing',
  ENXIO: 'storage_missing',
  ESTALE: 'storage_missing',
  EIO: 'storage_failing',
  EBUSY: 'storage_failing',
  EMFILE: 'storage_failing',
  ENFILE: 'storage_failing',
  ENOMEM: 'storage_failing',
  ENOTCONN: 'storage_failing',
  ETIMEDOUT: 'storage_failing',
  EHOSTDOWN: 'storage_failing',
  EREMOTEIO: 'storage_failing',
};

/** Makes 503 `unavailable` with the reason. The cause appears only in the log. */
export const storageUnavailable = (reason: StorageReason, cause: unknown): AppError =>
  new AppError('unavailable', { detail: { key: reason }, retryAfter: retryAfterSeconds, cause });

/** Converts an error of the file system into 503 `unavailable` with the reason. Returns null for any other error. */
export const storageFailure = (error: unknown): AppError | null => {
  const code = error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : '';
  const reason = reasons[code];
  return reason ? storageUnavailable(reason, error) : null;
};
