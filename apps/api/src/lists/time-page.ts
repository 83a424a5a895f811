import type { Secrets } from '../config/secrets.ts';
import { openTimeCursor, sealTimeCursor, type TimePosition } from './cursor.ts';

/** Rows of a page, and the cursor of the next page. */
type TimePage<Row> = { rows: Row[]; nextCursor: string | null };

type Reading<Row> = {
  /** Reads at most `count` rows behind a position, or from the start of the list if it is null. */
  read: (count: number, after: TimePosition | null) => Promise<Row[]>;
  positionOf: (row: Row) => TimePosition;
};

/** The position of a row in a list by creation. */
export const byCreation = ({ createdAt, id }: { createdAt: Date; id: string }): TimePosition => ({ at: createdAt, id });

/**
 * Reads a page of a list by time and id. Throws `validation_failed` for a cursor of another list or a forged one.
 *
 * @param list Identifies the list by owner and filter, as for a cursor.
 */
export const readTimePage = async <Row>(
  secrets: Secrets,
  list: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  { read, positionOf }: Reading<Row>,
): Promise<TimePage<Row>> => {
  const after = cursor === undefined ? null : openTimeCursor(secrets, list, cursor);
  // One extra row shows whether there is a next page.
  const found = await read(limit + 1, after);
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  return { rows, nextCursor: last ? sealTimeCursor(secrets, list, positionOf(last)) : null };
};
