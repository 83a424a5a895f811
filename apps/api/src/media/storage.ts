import { AppError } from '@doorstep/contracts/errors';
import type { Logger } from 'pino';
import type { UploadFolder } from '../http/upload-folder.ts';
import type { ObjectStore } from './object-store.ts';
import { storageFailure, storageUnavailable } from './storage-failure.ts';

/** Whether files can be stored: where images are kept, and where uploads wait. */
export type Storage = {
  /**
   * Throws 503 `unavailable` with the reason where files cannot be stored now. Answers within {@link timeoutMs}, and looks at
   * the disk once in {@link freshMs} at most, however often it is asked.
   */
  check(): Promise<void>;
};

type Deps = {
  objects: Pick<ObjectStore, 'prepare' | 'check'>;
  uploads: Pick<UploadFolder, 'open' | 'check'>;
  /** Whether no file can have been stored yet. */
  isFirstStart: () => Promise<boolean>;
  logger: Pick<Logger, 'error' | 'info'>;
};

const timeoutMs = 1_500;
const freshMs = 1_000;
/** A disk that answered before may be slow for so long on a busy machine; then it counts as failing. */
const slowMs = 10_000;

/** The first check that succeeds makes the folders of a new installation; later ones make none. */
export const createStorage = ({ objects, uploads, isFirstStart, logger }: Deps): Storage => {
  let prepared = false;
  let fault: AppError | null = null;
  let looking: Promise<void> | null = null;
  let hasAnswered = false;
  let startedAt = Number.NEGATIVE_INFINITY;
  let lookedAt = Number.NEGATIVE_INFINITY;

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
  const setFault = (found: AppError | null): void => {
    if (found && found.message !== fault?.message)
      logger.error({ err: found.cause ?? found }, 'files cannot be stored');
    if (!found && fault) logger.info('files can be stored again');
    fault = found;
  };
  const look = async (): Promise<void> => {
    startedAt = performance.now();
    setFault(await findFault());
    hasAnswered = true;
    lookedAt = performance.now();
    looking = null;
  };
  return {
    check: async () => {
      if (!looking && performance.now() - lookedAt >= freshMs) looking = look();
      // A disk that does not answer is asked no second time: each question holds a thread.
      const isSlow = looking !== null && !(await endsWithin(looking, timeoutMs));
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

/** Checks from time to time, also where nobody asks whether the server is ready; answers how to stop. */
export const watchStorage = (storage: Storage): (() => void) => {
  // What is wrong is logged, and answered to those who upload.
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
