import type { DoorstepCall } from '../doorstep-call.ts';
import type { CallOptions } from '../doorstep-options.ts';
import {
  type Export,
  type ExportCreateBody,
  type ExportListParams,
  type ExportPage,
  exportCreate,
  exportEnd,
  exportGet,
  exportList,
} from '../generated/operations.ts';
import { itemsOf } from '../pages.ts';
import type { RequestSender } from '../request-sender.ts';
import { idOf, type Ref } from '../resources/versioned.ts';

export type ListExportsInput = ExportListParams;
export type CreateExportInput = ExportCreateBody;

/** The exports of all customers of the tenant. All methods require `exports:read`. */
export class Exports {
  readonly #connection: RequestSender;

  constructor(connection: RequestSender) {
    this.#connection = connection;
  }

  /**
   * Creates an export. Its `url` needs no key: read the file as a stream, such as with `fetch(url)`, because it can be larger than
   * the memory. It works for at least an hour.
   */
  create(input: CreateExportInput = {}, options?: CallOptions): DoorstepCall<Export> {
    return exportCreate(input, this.#connection.asCaller(options));
  }

  /** Returns a page of the exports of the last 30 days, newest first. */
  list(input?: ListExportsInput, options?: CallOptions): DoorstepCall<ExportPage> {
    return exportList(input, this.#connection.asCaller(options));
  }

  /** Iterates over all exports. `limit` is the size of a page. */
  listAll(input?: Omit<ListExportsInput, 'cursor'>, options?: CallOptions): AsyncGenerator<Export, void, undefined> {
    return itemsOf((cursor) => this.list({ ...input, ...cursor }, options));
  }

  /** Returns an export with a new link. Throws `not_found`. */
  get(id: string, options?: CallOptions): DoorstepCall<Export> {
    return exportGet(id, this.#connection.asCaller(options));
  }

  /** Ends an export. Its links and running downloads end at once. */
  end(ended: Ref, options?: CallOptions): DoorstepCall<void> {
    return exportEnd(idOf(ended), this.#connection.asCaller(options));
  }
}
