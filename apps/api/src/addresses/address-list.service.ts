import { timingSafeEqual } from 'node:crypto';
import type { AddressPage, ListAddressesInput } from '@doorstep/contracts/address';
import { fieldFault } from '@doorstep/contracts/errors';
import type { Scope } from '@doorstep/database/scope';
import type { Dependencies } from '../dependencies.ts';
import { signedIn } from '../found.ts';
import type { Secrets } from '../secrets.ts';
import { newestAddresses, olderAddresses } from './address.statements.ts';
import { toAddress } from './address-view.ts';

type Position = { createdAt: Date; id: string };

/**
 * A page of the caller's addresses, newest first. The cursor holds the last row's place, so that addresses added in the
 * meantime neither repeat nor skip one; it is signed for this caller and this filter.
 */
export const listAddresses = async (
  scope: Scope,
  { links, secrets }: Pick<Dependencies, 'links' | 'secrets'>,
  { limit, cursor, country }: ListAddressesInput,
): Promise<AddressPage> => {
  const { tenantId, userId } = signedIn(scope);
  const owner = `${tenantId} ${userId} ${country ?? ''}`;
  const after = cursor === undefined ? null : openCursor(secrets, owner, cursor);
  // One more than asked tells whether there is a next page.
  const asked = [tenantId, userId, country ?? null, limit + 1];
  const rows = after
    ? await scope.select(olderAddresses, [...asked, after.createdAt, after.id])
    : await scope.select(newestAddresses, asked);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    results: page.map((row) => toAddress(row, links)),
    next_cursor: last ? sealCursor(secrets, owner, last) : null,
  };
};

const sealCursor = (secrets: Secrets, owner: string, { createdAt, id }: Position): string => {
  const place = Buffer.from(`${createdAt.getTime()} ${id}`).toString('base64url');
  return `${place}.${secrets.sign('cursor', `${owner}\n${place}`)}`;
};

const openCursor = (secrets: Secrets, owner: string, cursor: string): Position => {
  const [place = '', signature = '', ...rest] = cursor.split('.');
  const right = Buffer.from(secrets.sign('cursor', `${owner}\n${place}`));
  const given = Buffer.from(signature);
  if (rest.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) {
    throw fieldFault('cursor', 'cursor_invalid', 'Not a cursor of this list. Begin again without one.');
  }
  const [time = '', id = ''] = Buffer.from(place, 'base64url').toString().split(' ');
  return { createdAt: new Date(Number(time)), id };
};
