import type { Secrets } from '../config/secrets.ts';
import * as cursors from './cursor.ts';

/** The place of a row in a list by time and id: rows added in the meantime neither repeat nor skip one. */
export type PagePosition = { at: Date; id: string };

/** {@link cursors.sealCursor} for a list by time and id. */
export const sealCursor = (secrets: Secrets, list: string, { at, id }: PagePosition): string =>
  cursors.sealCursor(secrets, list, `${at.getTime()} ${id}`);

/** Throws as {@link cursors.openCursor}. */
export const openCursor = (secrets: Secrets, list: string, cursor: string): PagePosition => {
  const [time = '', id = ''] = cursors.openCursor(secrets, list, cursor).split(' ');
  return { at: new Date(Number(time)), id };
};
