import { AppError } from '@doorstep/contracts/errors';
import type { Logger } from 'pino';
import type { UploadFolder } from '../http/upload-folder.ts';
import type { ObjectStore } from './object-store.ts';
import { storageFailure, storageUnavailable } from './storage-failure.ts';

/** Checks the storage of images and of uploads. */
export type Storage = {
  /**
   * Throws 503 `unavailable` with the reason if files cannot be stored now. Settles within {@link timeoutMs}, and accesses the
   * disk at most once in {@link freshMs}, however often it is called.
   */
  check(): Promise<void>;
};

type Deps = {
  objects: Pick<ObjectStore, 'prepare' | 'check'>;
  uploads: Pick<UploadFolder, 'open' | 'check'>;
  /** Returns whether no file has ever been stored. */
  isFirstStart: () => Promise<boolean>;
  logger: Pick<Logger, 'error' | 'info'>;
};

const timeoutMs = 1_500;
const freshMs = 1_000;
/** A disk that has answered before may be slow for this long on a busy machine, before it counts as failing. */
const slowMs = 10_000;

/** Makes the storage check. Its first success creates the folders of a new installation; later checks create none. */
export const createStorage = ({ objects, uploads, isFirstStart, logger }: Deps): Storage => {
  let prepared = false;
  let fault: AppError | null = null;
  let runningCheck: Promise<void> | null = null;
  let hasAnswered = false;
  let startedAt = Number.NEGATIVE_INFINITY;
  let checkedAt = Number.NEGATIVE_INFINITY;

  const findFault = async (): Promise<AppError | null> => {
    try {
      if (!prepared) {
        await uploads.open();
        await objects.prepare(isFirstStart);
        prepared = true;
      }
      await uploads.check();
      await objects.check();
      return null;
    } catch (error) {
      return unavailable(error);
    }
  };
  const setFault = (newFault: AppError | null): void => {
    if (newFault && newFault.message !== fault?.message)
      logger.error({ err: newFault.cause ?? newFault }, 'files cannot be stored');
    if (!newFault && fault) logger.info('files can be stored again');
    fault = newFault;
  };
  const runCheck = async (): Promise<void> => {
    startedAt = performance.now();
    setFault(await findFault());
    hasAnswered = true;
    checkedAt = performance.now();
    runningCheck = null;
  };
  return {
    check: async () => {
      if (!runningCheck && performance.now() - checkedAt >= freshMs) runningCheck = runCheck();
      // Only one check at a time: each check of a disk that does not answer blocks a thread.
      const isSlow = runningCheck !== null && !(await endsWithin(runningCheck, timeoutMs));
      if (isSlow && (!hasAnswered || performance.now() - startedAt >= slowMs)) {
        setFault(
          storageUnavailable(
            'storage_failing',
            new Error(`No answer from the disk within ${hasAnswered ? slowMs : timeoutMs} ms`),
          ),
        );
      }
      if (fault) throw fault;
    },
  };
};

const watchMs = 30_000;

/** Checks the storage at an interval, so that a fault is logged even without readiness probes. Returns the stop function. */
export const watchStorage = (storage: Storage): (() => void) => {
  // The check has logged the fault, and uploads answer with it.
  const timer = setInterval(() => storage.check().catch(() => {}), watchMs);
  timer.unref();
  return () => clearInterval(timer);
};

const unavailable = (error: unknown): AppError =>
  error instanceof AppError ? error : (storageFailure(error) ?? storageUnavailable('storage_failing', error));

const endsWithin = (work: Promise<void>, ms: number): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, false);
    work.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
