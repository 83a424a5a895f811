import type { Connection } from '../connection.ts';
import type { DoorstepCall } from '../doorstep-call.ts';
import type { CallOptions } from '../doorstep-options.ts';
import { type Activity, type ActivityListParams, type ActivityPage, activityList } from '../generated/operations.ts';
import { itemsOf } from '../pages.ts';

export type ListActivityInput = ActivityListParams;

/** What was done to the customer's data, and by whom. */
export class ActivityLog {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** One page, newest first; `next_cursor` leads to the next one. */
  list(input?: ListActivityInput, options?: CallOptions): DoorstepCall<ActivityPage> {
    return activityList(input, this.#connection.asCustomer(options));
  }

  /** All of it, page after page. */
  listAll(input?: Omit<ListActivityInput, 'cursor'>, options?: CallOptions): AsyncGenerator<Activity, void, undefined> {
    return itemsOf((cursor) => this.list({ ...input, ...cursor }, options));
  }
}
