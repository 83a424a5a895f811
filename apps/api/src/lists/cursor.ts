import { timingSafeEqual } from 'node:crypto';
import { fieldFault } from '@doorstep/contracts/errors';
import type { Secrets } from '../config/secrets.ts';

/**
 * A cursor for the next page of a list, opaque to the client.
 *
 * @param list Which list it belongs to: whose it is, and how it is filtered. No two lists may share one.
 * @param place Where the page before ended.
 */
export const sealCursor = (secrets: Secrets, list: string, place: string): string => {
  const sealed = Buffer.from(place).toString('base64url');
  return `${sealed}.${secrets.sign('cursor', `${list}\n${sealed}`)}`;
};

/** The place in a cursor. Throws `validation_failed` on one of another list, and on a forged one. */
export const openCursor = (secrets: Secrets, list: string, cursor: string): string => {
  const [sealed = '', signature = '', ...rest] = cursor.split('.');
  const right = Buffer.from(secrets.sign('cursor', `${list}\n${sealed}`));
  const given = Buffer.from(signature);
  if (rest.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) {
    throw fieldFault('cursor', 'cursor_invalid', { key: 'cursor_invalid' });
  }
  return Buffer.from(sealed, 'base64url').toString();
};
