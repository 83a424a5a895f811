import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, fieldFault } from '@doorstep/contracts/errors';
import { Upload } from '@doorstep/contracts/upload';
import type { Request, Response } from 'express';
import multer, { MulterError, type StorageEngine } from 'multer';

export type MultipartOptions = {
  /** Fields that may be files; every other file is skipped. */
  fileFields: readonly string[];
  /** Where files wait until the request is over. */
  tempDir: string;
  maxFileBytes: number;
};

/** What a form held: text parts as text, and for file fields an Upload, or null where an empty text clears them. */
export type MultipartForm = {
  values: Record<string, unknown>;
  /** Removes the temporary files; to be called when the request is over, however it went. */
  cleanup(): Promise<void>;
};

const maxFieldBytes = 20_000;
const maxFields = 100;
const maxFiles = 10;
// What a form may weigh beside its files.
const overheadBytes = 1_000_000;

/**
 * Reads one `multipart/form-data` request (RFC 7578), every part of it bounded; files go to disk as they arrive.
 * Throws `malformed_request`, `payload_too_large`, or `validation_failed` that names the field; then nothing is left behind.
 */
export const readMultipart = async (req: Request, res: Response, options: MultipartOptions): Promise<MultipartForm> => {
  const { fileFields, tempDir, maxFileBytes } = options;
  // Told by its length alone, an upload is refused before it is read; Node discards the rest behind the answer.
  if (Number(req.headers['content-length'] ?? 0) > maxFileBytes * fileFields.length + overheadBytes) {
    throw tooLarge(fileFields[0], maxFileBytes);
  }
  await mkdir(tempDir, { recursive: true, mode: 0o700 });
  const storage = new HashingStorage(tempDir);
  const cleanup = () => storage.removeAll();
  try {
    await runMulter(req, res, storage, options);
    return { values: valuesOf(req, storage, fileFields), cleanup };
  } catch (error) {
    await cleanup();
    throw error instanceof AppError ? error : toRefusal(error, maxFileBytes);
  }
};

const runMulter = (
  req: Request,
  res: Response,
  storage: StorageEngine,
  { fileFields, maxFileBytes }: MultipartOptions,
): Promise<void> => {
  const read = multer({
    storage,
    fileFilter: (_req, file, accept) => accept(null, fileFields.includes(file.fieldname)),
    limits: {
      fieldNameSize: 100,
      fieldSize: maxFieldBytes,
      fields: maxFields,
      fileSize: maxFileBytes,
      files: maxFiles,
      parts: maxFields + maxFiles,
      headerPairs: 50,
      fieldNestingDepth: 1,
      fieldArrayIndexLimit: maxFields,
    },
  }).any();
  return new Promise((resolve, reject) => read(req, res, (error: unknown) => (error ? reject(error) : resolve())));
};

const valuesOf = (req: Request, storage: HashingStorage, fileFields: readonly string[]): Record<string, unknown> => {
  const values: Record<string, unknown> = {};
  for (const [field, value] of Object.entries<unknown>(req.body)) {
    // A text under a file's name: an empty one clears the file, another is the link that the client was given.
    if (fileFields.includes(field)) {
      if (value === '') values[field] = null;
    } else if (typeof value === 'string' && value.includes('\uFFFD')) {
      throw fieldFault(field, 'characters_invalid', 'The text is not UTF-8.');
    } else if (field !== '__proto__') values[field] = value;
  }
  for (const { field, name, upload } of storage.stored) {
    if (values[field] instanceof Upload) throw fieldFault(field, 'given_twice', 'Only one file can be given here.');
    if (upload.size === 0) throw fieldFault(field, 'file_empty', `The file ${name} is empty.`);
    values[field] = upload;
  }
  return values;
};

/** Writes each file once, hashing it on the way. */
class HashingStorage implements StorageEngine {
  readonly stored: { field: string; name: string; upload: Upload }[] = [];
  readonly #paths: string[] = [];
  readonly #writes: Promise<void>[] = [];
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  _handleFile(_req: Request, file: Express.Multer.File, callback: (error?: unknown) => void): void {
    const path = join(this.#folder, randomBytes(16).toString('hex'));
    this.#paths.push(path);
    const write = this.#write(path, file).then(() => callback(), callback);
    this.#writes.push(write);
  }

  _removeFile(_req: Request, _file: Express.Multer.File, callback: (error: Error | null) => void): void {
    // removeAll() does it, for this and every other file of the request.
    callback(null);
  }

  async removeAll(): Promise<void> {
    await Promise.all(this.#writes);
    await Promise.all(this.#paths.map((path) => rm(path, { force: true })));
  }

  async #write(path: string, file: Express.Multer.File): Promise<void> {
    const hash = createHash('sha256');
    let size = 0;
    const count = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        hash.update(chunk);
        size += chunk.length;
        done(null, chunk);
      },
    });
    await pipeline(file.stream, count, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    const upload = new Upload(path, size, hash.digest('hex'));
    this.stored.push({ field: file.fieldname, name: file.originalname, upload });
  }
}

const tooLarge = (field: string | undefined, maxFileBytes: number): AppError => {
  const message = `At most ${maxFileBytes} bytes.`;
  return new AppError('payload_too_large', {
    detail: `The file is too large. ${message}`,
    ...(field !== undefined && { errors: [{ field, code: 'file_too_large', message }] }),
  });
};

/** multer and busboy throw errors without a status: those with a code of multer's say what was too much, the rest is bad form. */
const toRefusal = (error: unknown, maxFileBytes: number): AppError => {
  if (!(error instanceof MulterError)) {
    return new AppError('malformed_request', { detail: 'The form could not be read to its end.', cause: error });
  }
  switch (error.code) {
    case 'LIMIT_FILE_SIZE':
      return tooLarge(error.field, maxFileBytes);
    case 'LIMIT_FIELD_VALUE':
      return fieldFault(error.field ?? '', 'too_long', `At most ${maxFieldBytes} bytes.`);
    case 'LIMIT_PART_COUNT':
    case 'LIMIT_FILE_COUNT':
    case 'LIMIT_FIELD_COUNT':
      return new AppError('payload_too_large', { detail: 'The form has too many parts.', cause: error });
    default:
      return new AppError('malformed_request', { detail: 'A field of the form has no usable name.', cause: error });
  }
};
