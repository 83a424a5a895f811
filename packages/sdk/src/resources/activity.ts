import type { DoorstepCall } from '../doorstep-call.ts';
import type { CallOptions } from '../doorstep-options.ts';
import { type Activity, type ActivityListParams, type ActivityPage, activityList } from '../generated/operations.ts';
import { itemsOf } from '../pages.ts';
import type { RequestSender } from '../request-sender.ts';

export type ListActivityInput = ActivityListParams;

/** The history of changes of the data of the customer. */
export class ActivityLog {
  readonly #connection: RequestSender;

  constructor(connection: RequestSender) {
    this.#connection = connection;
  }

  /** Returns a page of changes, newest first. `next_cursor` selects the next page. */
  list(input?: ListActivityInput, options?: CallOptions): DoorstepCall<ActivityPage> {
    return activityList(input, this.#connection.asCaller(options));
  }

  /** Iterates over all changes. `limit` is the size of a page. */
  listAll(input?: Omit<ListActivityInput, 'cursor'>, options?: CallOptions): AsyncGenerator<Activity, void, undefined> {
    return itemsOf((cursor) => this.list({ ...input, ...cursor }, options));
  }
}
