import { isUtf8 } from 'node:buffer';
import type { Writable } from 'node:stream';
import { AppError, fieldFault } from '@doorstep/contracts/errors';
import type { Message } from '@doorstep/contracts/messages/message';
import type { Upload } from '@doorstep/contracts/upload';
import type { Request, Response } from 'express';
import multer from 'multer';
import { readWithin } from './body-limit.ts';
import { onPartHeaders, type PartHeaders } from './part-headers.ts';
import { TemporaryFiles } from './temporary-file.ts';

export type MultipartOptions = {
  /** The fields that accept files. */
  fileFields: readonly string[];
  /** The text fields. Parts with any other name are ignored. */
  textFields: readonly string[];
  /** The folder for files while the request runs. */
  tempDir: string;
  maxFileBytes: number;
};

/** The fields of a form: text, an Upload for a file, or null where an empty text clears a file field. */
export type MultipartForm = {
  values: Record<string, unknown>;
  /** Deletes the temporary files. Must be called at the end of the request, successful or not. */
  cleanup(): Promise<void>;
};

const maxTextBytes = 20_000;
const maxParts = 110;
// Text parts, part headers and boundaries.
const overheadBytes = 1_000_000;

/**
 * Reads one `multipart/form-data` request (RFC 7578) with UTF-8 text, and streams its files to disk.
 * Throws `malformed_request`, `payload_too_large`, `validation_failed` with the field, or `unavailable` for a disk error.
 * Deletes the files when it throws.
 */
export const readMultipart = async (req: Request, options: MultipartOptions): Promise<MultipartForm> => {
  const { fileFields, tempDir, maxFileBytes } = options;
  const maxBytes = maxFileBytes * fileFields.length + overheadBytes;
  const files = new TemporaryFiles(tempDir);
  const form = new Form(options, files);
  try {
    await files.makeFolder();
    const refusal = () => fileTooLarge(fileFields[0], maxFileBytes);
    await readWithin(req, { maxBytes, refusal }, () => form.read(req));
    return { values: form.values(), cleanup: () => files.remove() };
  } catch (error) {
    form.stop();
    await files.remove();
    throw error;
  }
};

/** Options of multer 2.5 that its types lack. */
type FormOptions = multer.Options & {
  /** Decodes text as Latin-1, one character a byte, so that invalid UTF-8 remains detectable. */
  defCharset: 'latin1';
  streamHandler(req: Request, busboy: Writable): void;
};

/** The media type that {@link setPartType} gives a file part without a file name. */
const namelessFile = 'application/x-nameless-file';

/** Reads one form with multer. Reports the faults of fields after it has read the whole form. */
class Form {
  readonly #options: MultipartOptions;
  readonly #files: TemporaryFiles;
  readonly #texts = new Map<string, string[]>();
  readonly #cleared = new Set<string>();
  readonly #uploads = new Map<string, Upload>();
  readonly #faults: AppError[] = [];
  #busboy: Writable | undefined;

  constructor(options: MultipartOptions, files: TemporaryFiles) {
    this.#options = options;
    this.#files = files;
  }

  async read(req: Request): Promise<void> {
    const { fileFields, maxFileBytes } = this.#options;
    const options: FormOptions = {
      storage: {
        _handleFile: (_req, { stream, fieldname, originalname }, done) => {
          this.#files.store(stream).then((upload) => {
            this.#takeFile(fieldname, originalname, upload);
            done();
          }, done);
        },
        // `readMultipart` deletes the files of a failed request together.
        _removeFile: (_req, _file, done) => done(null),
      },
      fileFilter: (_req, { fieldname }, done) => done(null, fileFields.includes(fieldname)),
      limits: { fileSize: maxFileBytes, fieldSize: maxTextBytes, parts: maxParts },
      defCharset: 'latin1',
      // multer would otherwise reduce a file name that ends in a slash to an empty one.
      preservePath: true,
      streamHandler: (_req, busboy) => {
        this.#busboy = busboy;
        onPartHeaders(busboy, setPartType);
        // multer's own listener nests names with brackets, and rejects the form at the first long text of any field.
        busboy.removeAllListeners('field').on('field', this.#takeText);
        req.pipe(busboy);
      },
    };
    await new Promise<void>((resolve, reject) => {
      // multer skips a request with an unreadable content type and reports no error.
      const next = (error?: unknown) => (error || !this.#busboy ? reject(this.#refusalOf(error)) : resolve());
      multer(options).any()(req, req.res as Response, next);
    });
  }

  /** Stops reading. */
  stop(): void {
    this.#busboy?.destroy();
  }

  values(): Record<string, unknown> {
    const [fault] = this.#faults;
    if (fault) throw fault;
    // A repeated text field becomes an array, so that its schema reports the field by name.
    const texts = [...this.#texts].map(([field, [first, ...more]]) => [
      field,
      more.length > 0 ? [first, ...more] : first,
    ]);
    return Object.fromEntries([...texts, ...[...this.#cleared].map((field) => [field, null]), ...this.#uploads]);
  }

  readonly #takeText = (field: string | undefined, latin1: string, { valueTruncated, mimeType }: TextInfo): void => {
    if (field === undefined) this.#busboy?.destroy(malformed({ key: 'form_part_without_name' }));
    else if (this.#options.fileFields.includes(field)) this.#takeTextForFile(field, latin1, mimeType);
    else if (!this.#options.textFields.includes(field)) return;
    else if (valueTruncated) {
      this.#faults.push(fieldFault(field, 'too_long', { key: 'bytes_at_most', max: maxTextBytes }));
    } else {
      const bytes = Buffer.from(latin1, 'latin1');
      // Decoding would replace invalid bytes, and the API would store different text than the client sent.
      if (!isUtf8(bytes)) this.#faults.push(fieldFault(field, 'characters_invalid', { key: 'text_not_utf8' }));
      else this.#texts.set(field, [...(this.#texts.get(field) ?? []), bytes.toString()]);
    }
  };

  /**
   * Handles a file field without a file name. Empty text clears the file; other text is the link that the API returned.
   * A file without name and bytes is an untouched input, which counts as absent.
   */
  #takeTextForFile(field: string, text: string, mimeType: string): void {
    const isText = mimeType.startsWith('text/');
    if (isText && text === '') this.#cleared.add(field);
    if (!isText && text !== '') {
      this.#faults.push(fieldFault(field, 'file_name_required', { key: 'file_without_name' }));
    }
  }

  #takeFile(field: string, name: string, upload: Upload): void {
    if (upload.size === 0) this.#faults.push(fieldFault(field, 'file_empty', { key: 'file_empty', file: name }));
    else if (this.#uploads.has(field)) {
      this.#faults.push(fieldFault(field, 'given_twice', { key: 'file_given_twice' }));
    } else this.#uploads.set(field, upload);
  }

  #refusalOf(error: unknown): AppError {
    if (error instanceof AppError) return error;
    if (!this.#busboy) return malformed({ key: 'form_without_boundary' }, error);
    switch (error instanceof multer.MulterError ? error.code : undefined) {
      case 'LIMIT_FILE_SIZE':
        return fileTooLarge((error as multer.MulterError).field, this.#options.maxFileBytes);
      case 'LIMIT_PART_COUNT':
        return new AppError('payload_too_large', { detail: { key: 'form_parts_at_most', max: maxParts } });
      case 'MISSING_FIELD_NAME':
        return malformed({ key: 'form_part_without_name' }, error);
      default:
        return malformed({ key: 'form_unreadable' }, error);
    }
  }
}

type TextInfo = { valueTruncated: boolean; mimeType: string };

const emptyFileNamePattern = /;\s*filename\s*=\s*""/i;
const fileNamePattern = /;\s*filename\*?\s*=/i;

/**
 * Rewrites the content type of a part so that busboy reports every part without a file name as undecoded text.
 * A part that claims to be a file gets {@link namelessFile}; another part loses its charset.
 */
const setPartType = (headers: PartHeaders): void => {
  const [disposition = ''] = headers['content-disposition'] ?? [];
  const [type = 'text/plain'] = headers['content-type'] ?? [];
  const [mediaType = ''] = type.split(';', 1);
  if (emptyFileNamePattern.test(disposition)) headers['content-type'] = [namelessFile];
  else if (!fileNamePattern.test(disposition)) {
    headers['content-type'] = [/^text\//i.test(mediaType) ? mediaType.trim() : namelessFile];
  }
};

const fileTooLarge = (field: string | undefined, max: number): AppError =>
  new AppError('payload_too_large', {
    detail: { key: 'file_too_large', max },
    ...(field !== undefined && {
      errors: [{ field, code: 'file_too_large', message: { key: 'file_too_large', max } }],
    }),
  });

const malformed = (detail: Message, cause?: unknown): AppError => new AppError('malformed_request', { detail, cause });
