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
  /** Fields that may be files. */
  fileFields: readonly string[];
  /** Fields that are text. A part of any other name is ignored. */
  textFields: readonly string[];
  /** Where files wait until the request is over. */
  tempDir: string;
  maxFileBytes: number;
};

/** What a form held: text parts as text, and for file fields an Upload, or null where an empty text clears them. */
export type MultipartForm = {
  values: Record<string, unknown>;
  /** Removes the temporary files. Must be called when the request is over, successful or not. */
  cleanup(): Promise<void>;
};

const maxTextBytes = 20_000;
const maxParts = 110;
// What a form may weigh besides its files.
const overheadBytes = 1_000_000;

/**
 * Reads one `multipart/form-data` request (RFC 7578), whose text is UTF-8; files go to disk as they arrive.
 * Throws `malformed_request`, `payload_too_large`, `validation_failed` that names the field, or `unavailable` where our disk
 * fails; then it leaves no file behind.
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

/** What multer 2.5 takes beyond what its types know. */
type FormOptions = multer.Options & {
  /** Text arrives as Latin-1, a character for each byte, so that bytes that are no UTF-8 can be told apart. */
  defCharset: 'latin1';
  streamHandler(req: Request, busboy: Writable): void;
};

/** The media type under which {@link labelPart} hands over a file that has no name. */
const namelessFile = 'application/x-nameless-file';

/** Reads one form with multer. Faults of fields are reported when the whole form has been read. */
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
        // All files of a request that failed are removed together.
        _removeFile: (_req, _file, done) => done(null),
      },
      fileFilter: (_req, { fieldname }, done) => done(null, fileFields.includes(fieldname)),
      limits: { fileSize: maxFileBytes, fieldSize: maxTextBytes, parts: maxParts },
      defCharset: 'latin1',
      // A name that ends in a slash is a name, too.
      preservePath: true,
      streamHandler: (_req, busboy) => {
        this.#busboy = busboy;
        onPartHeaders(busboy, labelPart);
        // multer would nest names with brackets, and end the form at the first long text, even of an unknown field.
        busboy.removeAllListeners('field').on('field', this.#takeText);
        req.pipe(busboy);
      },
    };
    await new Promise<void>((resolve, reject) => {
      // multer skips a request whose type it cannot read, without an error.
      const next = (error?: unknown) => (error || !this.#busboy ? reject(this.#refusalOf(error)) : resolve());
      multer(options).any()(req, req.res as Response, next);
    });
  }

  /** Stops a form that is still being read. */
  stop(): void {
    this.#busboy?.destroy();
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

  readonly #takeText = (field: string | undefined, latin1: string, { valueTruncated, mimeType }: TextInfo): void => {
    if (field === undefined) this.#busboy?.destroy(malformed({ key: 'form_part_without_name' }));
    else if (this.#options.fileFields.includes(field)) this.#takeTextForFile(field, latin1, mimeType);
    else if (!this.#options.textFields.includes(field)) return;
    else if (valueTruncated) {
      this.#faults.push(fieldFault(field, 'too_long', { key: 'bytes_at_most', max: maxTextBytes }));
    } else {
      const bytes = Buffer.from(latin1, 'latin1');
      // Decoding would replace the bad bytes, and the client would find other text than it sent.
      if (!isUtf8(bytes)) this.#faults.push(fieldFault(field, 'characters_invalid', { key: 'text_not_utf8' }));
      else this.#texts.set(field, [...(this.#texts.get(field) ?? []), bytes.toString()]);
    }
  };

  /** An empty text clears the file; another is the link that the client was given. A file without name and bytes is absent. */
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

const emptyFileName = /;\s*filename\s*=\s*""/i;
const anyFileName = /;\s*filename\*?\s*=/i;

/**
 * Rewrites the type of a part so that busboy hands over every part without a file name as text, undecoded: as
 * {@link namelessFile} where it says that it is a file, else without the charset of its type.
 */
const labelPart = (headers: PartHeaders): void => {
  const [disposition = ''] = headers['content-disposition'] ?? [];
  const [type = 'text/plain'] = headers['content-type'] ?? [];
  const [mediaType = ''] = type.split(';', 1);
  if (emptyFileName.test(disposition)) headers['content-type'] = [namelessFile];
  else if (!anyFileName.test(disposition)) {
    headers['content-type'] = [/^text\//i.test(mediaType) ? mediaType.trim() : namelessFile];
  }
};

const fileTooLarge = (field: string | undefined, max: number): AppError =>
  new AppError('payload_too_large', {
    detail: { key: 'file_too_large', max },
    ...(field !== undefined && { errors: [{ field, code: 'file_too_large', message: { key: 'bytes_at_most', max } }] }),
  });

const malformed = (detail: Message, cause?: unknown): AppError => new AppError('malformed_request', { detail, cause });
