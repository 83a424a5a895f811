import { timingSafeEqual } from 'node:crypto';
import { fieldFault } from '@doorstep/contracts/errors';
import type { Secrets } from '../config/secrets.ts';

/**
 * Makes a signed cursor for the next page of a list, opaque to the client.
 *
 * @param list Identifies the list by owner and filter. Each list must have its own value.
 * @param position The position of the last row of the current page.
 */
export const sealCursor = (secrets: Secrets, list: string, position: string): string => {
  const sealed = Buffer.from(position).toString('base64url');
  return `${sealed}.${secrets.sign('cursor', `${list}\n${sealed}`)}`;
};

/** Returns the position in a cursor. Throws `validation_failed` for a cursor of another list or a forged one. */
export const openCursor = (secrets: Secrets, list: string, cursor: string): string => {
  const [sealed = '', signature = '', ...rest] = cursor.split('.');
  const expected = Buffer.from(secrets.sign('cursor', `${list}\n${sealed}`));
  const given = Buffer.from(signature);
  if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw fieldFault('cursor', 'cursor_invalid', { key: 'cursor_invalid' });
  }
  return Buffer.from(sealed, 'base64url').toString();
};

/** The position of a row in a list by time and id. New rows cause neither repeated nor skipped rows. */
export type TimePosition = { at: Date; id: string };

/** Makes a cursor as {@link sealCursor} does, for a list by time and id. */
export const sealTimeCursor = (secrets: Secrets, list: string, { at, id }: TimePosition): string =>
  sealCursor(secrets, list, `${at.getTime()} ${id}`);

/** Opens a cursor as {@link openCursor} does, for a list by time and id. */
export const openTimeCursor = (secrets: Secrets, list: string, cursor: string): TimePosition => {
  const [time = '', id = ''] = openCursor(secrets, list, cursor).split(' ');
  return { at: new Date(Number(time)), id };
};
