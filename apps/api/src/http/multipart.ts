import { isUtf8 } from 'node:buffer';
import { mkdir } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { AppError, fieldFault } from '@doorstep/contracts/errors';
import type { Upload } from '@doorstep/contracts/upload';
import type { Request } from 'express';
import { type Part, readParts } from './multipart-parts.ts';
import { TemporaryFiles } from './temporary-file.ts';

export type MultipartOptions = {
  /** Fields that may be files. */
  fileFields: readonly string[];
  /** Fields that are text. A part of any other name is read past, whatever it holds. */
  textFields: readonly string[];
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

const maxTextBytes = 20_000;
// What a form may weigh beside its files.
const overheadBytes = 1_000_000;

/**
 * Reads one `multipart/form-data` request (RFC 7578), whose text is UTF-8; files go to disk as they arrive.
 * Throws `malformed_request`, `payload_too_large`, or `validation_failed` that names the field; then nothing is left behind.
 */
export const readMultipart = async (req: Request, options: MultipartOptions): Promise<MultipartForm> => {
  const { fileFields, tempDir, maxFileBytes } = options;
  const maxBytes = maxFileBytes * fileFields.length + overheadBytes;
  const tooLarge = () => fileTooLarge(fileFields[0], maxFileBytes);
  // Told by its length alone, an upload is refused before it is read; Node discards the rest behind the answer.
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  await mkdir(tempDir, { recursive: true, mode: 0o700 });
  const form = new Form(options);
  try {
    await readParts(req, { maxBytes, tooLarge, take: (part) => form.take(part) });
    return { values: form.values(), cleanup: () => form.files.remove() };
  } catch (error) {
    await form.files.remove();
    throw error;
  }
};

/** Collects the parts of one form. A fault is kept until the form has been read, so that the client hears of it. */
class Form {
  readonly files: TemporaryFiles;
  readonly #options: MultipartOptions;
  readonly #texts = new Map<string, string[]>();
  readonly #cleared = new Set<string>();
  readonly #uploads = new Map<string, Upload>();
  readonly #faults: AppError[] = [];

  constructor(options: MultipartOptions) {
    this.#options = options;
    this.files = new TemporaryFiles(options.tempDir);
  }

  async take(part: Part): Promise<void> {
    const { fileFields, textFields } = this.#options;
    // Without a file name, and of no type but text, it is text, as when a form has no file input for that field.
    const isText = part.fileName === undefined && part.type.startsWith('text/');
    if (fileFields.includes(part.field) && isText) await this.#takeTextForFile(part);
    else if (fileFields.includes(part.field)) await this.#takeFile(part);
    else if (textFields.includes(part.field) && part.fileName === undefined) await this.#takeText(part);
    else await readStart(part.stream, 0);
  }

  values(): Record<string, unknown> {
    const [fault] = this.#faults;
    if (fault) throw fault;
    // A text given twice is an array, which its schema refuses by name.
    const texts = [...this.#texts].map(([field, [first, ...more]]) => [
      field,
      more.length > 0 ? [first, ...more] : first,
    ]);
    return Object.fromEntries([...texts, ...[...this.#cleared].map((field) => [field, null]), ...this.#uploads]);
  }

  async #takeText({ field, stream }: Part): Promise<void> {
    const { bytes, truncated } = await readStart(stream, maxTextBytes);
    if (truncated) this.#faults.push(fieldFault(field, 'too_long', { key: 'bytes_at_most', max: maxTextBytes }));
    // Decoding would replace the bad bytes, and the client would find other text than it sent.
    else if (!isUtf8(bytes)) this.#faults.push(fieldFault(field, 'characters_invalid', { key: 'text_not_utf8' }));
    else this.#texts.set(field, [...(this.#texts.get(field) ?? []), bytes.toString()]);
  }

  /** An empty text clears the file; another is the link that the client was given. */
  async #takeTextForFile({ field, stream }: Part): Promise<void> {
    const { truncated } = await readStart(stream, 0);
    if (!truncated) this.#cleared.add(field);
  }

  async #takeFile({ field, fileName, stream }: Part): Promise<void> {
    const { maxFileBytes } = this.#options;
    const upload = await this.files.store(stream, maxFileBytes);
    const untouched = upload?.size === 0 && !fileName;
    if (untouched) return;
    if (!fileName) this.#faults.push(fieldFault(field, 'file_name_required', { key: 'file_without_name' }));
    else if (!upload) this.#faults.push(fileTooLarge(field, maxFileBytes));
    else if (upload.size === 0)
      this.#faults.push(fieldFault(field, 'file_empty', { key: 'file_empty', file: fileName }));
    else if (this.#uploads.has(field)) {
      this.#faults.push(fieldFault(field, 'given_twice', { key: 'file_given_twice' }));
    } else this.#uploads.set(field, upload);
  }
}

/** Reads a stream to its end and keeps its first bytes; `truncated` tells that there were more than `maxBytes`. */
const readStart = async (stream: Readable, maxBytes: number): Promise<{ bytes: Buffer; truncated: boolean }> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
  }
  return { bytes: Buffer.concat(chunks), truncated: size > maxBytes };
};

const fileTooLarge = (field: string | undefined, max: number): AppError =>
  new AppError('payload_too_large', {
    detail: { key: 'file_too_large', max },
    ...(field !== undefined && { errors: [{ field, code: 'file_too_large', message: { key: 'bytes_at_most', max } }] }),
  });
