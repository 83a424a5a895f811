import { DoorstepCall } from '../doorstep-call.ts';
import type { CallOptions, UploadOptions } from '../doorstep-options.ts';
import {
  type Import,
  type ImportCreateBody,
  type ImportListParams,
  type ImportPage,
  importCancel,
  importCreate,
  importErrors,
  importGet,
  importList,
} from '../generated/operations.ts';
import { itemsOf } from '../pages.ts';
import type { RequestSender } from '../request-sender.ts';
import { TimeLimit } from '../time-limit.ts';
import type { UploadSource } from '../upload-source.ts';

export type ListImportsInput = ImportListParams;
export type CreateImportInput = Omit<ImportCreateBody, 'file'>;

/** A fault in a line of an imported file. */
export type ImportFault = { line: number; field: string; code: string; message: string };

/** The first and the longest time between two looks at an import, in milliseconds. */
const [firstWait, longestWait] = [200, 5_000];

/** The imports of customers from files. All methods require `imports:write`. */
export class Imports {
  readonly #connection: RequestSender;

  constructor(connection: RequestSender) {
    this.#connection = connection;
  }

  /**
   * Sends a file in NDJSON or CSV, as a whole or as a stream, and queues its import. It is not retried. Throws `conflict` if too many
   * imports wait.
   */
  create(
    file: UploadSource,
    input: CreateImportInput = {},
    options?: Omit<UploadOptions, 'idempotencyKey'>,
  ): DoorstepCall<Import> {
    const body = { ...input, file } as ImportCreateBody;
    return importCreate(body, this.#connection.asCaller(options, { fileField: 'file' }));
  }

  /** Returns a page of the imports of the last 30 days, newest first. */
  list(input?: ListImportsInput, options?: CallOptions): DoorstepCall<ImportPage> {
    return importList(input, this.#connection.asCaller(options));
  }

  /** Iterates over all imports. `limit` is the size of a page. */
  listAll(input?: Omit<ListImportsInput, 'cursor'>, options?: CallOptions): AsyncGenerator<Import, void, undefined> {
    return itemsOf((cursor) => this.list({ ...input, ...cursor }, options));
  }

  /** Returns an import with its counts. Throws `not_found`. */
  get(id: string, options?: CallOptions): DoorstepCall<Import> {
    return importGet(id, this.#connection.asCaller(options));
  }

  /**
   * Waits until an import has ended: `finished`, `failed` or `cancelled`. The wait has no limit but the `signal` and the `deadline` of
   * the call.
   */
  waitFor(id: string, options: CallOptions = {}): DoorstepCall<Import> {
    const limit = new TimeLimit(options.signal, options.deadline ?? 0);
    const each = { ...options, signal: limit.signal, deadline: undefined };
    const run = async () => {
      try {
        for (let wait = firstWait; ; wait = Math.min(longestWait, wait * 1.5)) {
          const answer = await this.get(id, each).withResponse();
          if (!['queued', 'running'].includes(answer.data.state)) return answer;
          await limit.pause(wait);
        }
      } finally {
        limit.end();
      }
    };
    return new DoorstepCall(run());
  }

  /** Cancels an import. What was imported before stays. Throws `conflict` if it has ended. */
  cancel(id: string, options?: CallOptions): DoorstepCall<void> {
    return importCancel(id, this.#connection.asCaller(options));
  }

  /** Iterates over the faults of an import, in the order of the lines of its file. */
  async *errors(id: string, options?: CallOptions): AsyncGenerator<ImportFault, void, undefined> {
    const { failed } = await this.get(id, options);
    // Without faults the answer is empty, which could also be the answer of a proxy.
    if (failed === 0) return;
    const faults = await importErrors(id, this.#connection.asCaller(options));
    for (const line of (await faults.text()).split('\n')) if (line !== '') yield JSON.parse(line);
  }
}
