import type { Activity, ActivityChange } from '@doorstep/contracts/activity';
import type { AuditedField } from '@doorstep/database/audit';
import { type TextColumn, textColumns } from '../addresses/address-columns.ts';
import type { EventRow } from './activity.statements.ts';

type Shown = ActivityChange['before'];
type Values = Readonly<Record<string, unknown>>;

/** An event as the customer whose data it is about may read it: nobody's id but their own, no network address. */
export const toActivity = ({
  id,
  createdAt,
  action,
  entityId,
  actor,
  own,
  agent,
  before,
  after,
}: EventRow): Activity => {
  const by = own ? 'self' : actor === 'staff' ? 'staff' : 'system';
  return {
    id,
    at: createdAt.toISOString(),
    action,
    entity_id: entityId,
    by,
    // What staff work with is theirs to know.
    device: (by === 'self' && agent) || null,
    changes: changesBetween(before ?? {}, after ?? {}),
  };
};

const changesBetween = (before: Values, after: Values): ActivityChange[] =>
  fields.flatMap(({ field, columns, show }) => {
    const valuesOf = (row: Values) => columns.map((column) => row[column] ?? null);
    const [from, to] = [valuesOf(before), valuesOf(after)];
    const told = { field, before: show(from[0]), after: show(to[0]) };
    const same = JSON.stringify(from) === JSON.stringify(to) || (isBlank(told.before) && isBlank(told.after));
    return same ? [] : [told];
  });

// What a row begins with is no change that anybody made.
const isBlank = (value: Shown): boolean => value === null || value === '' || value === false || value === 'none';

const plain = (value: unknown): Shown => (typeof value === 'string' || typeof value === 'boolean' ? value : null);

const presence = (value: unknown): Shown => (value === null ? 'none' : 'set');

/** The first characters of a text, two at most and never all of them: enough to tell one's own words. */
const masked = (value: unknown): Shown => {
  if (typeof value !== 'string' || value === '') return plain(value);
  const characters = [...value];
  return `${characters.slice(0, Math.min(2, Math.floor(characters.length / 2))).join('')}…`;
};

const maskedEmail = (value: unknown): Shown =>
  typeof value === 'string' ? value.replace(/^(.)[^@]*@.*$/su, '$1…@…') : null;

/** How a column is shown; null for one that is not shown by itself. */
type Show = ((value: unknown) => Shown) | null;

// A column that is added to the trail does not compile until it is here.
const shown = {
  email: maskedEmail,
  emailVerifiedAt: null,
  fullName: masked,
  // The trail holds it masked.
  phone: plain,
  profilePicture: presence,
  role: plain,
  status: plain,
  ...(Object.fromEntries(textColumns.map((column) => [column, masked])) as Record<TextColumn, typeof masked>),
  country: plain,
  // Tells of the location; the trail stores both or neither.
  latitude: presence,
  longitude: null,
  isDefaultShipping: plain,
  isDefaultBilling: plain,
  proofImage: presence,
  proofStatus: plain,
  // Written by staff for the customer to read.
  proofReason: plain,
  deletedAt: plain,
  lastUsedAt: null,
  expiresAt: null,
  revokedAt: plain,
  eraseAt: plain,
} satisfies Record<AuditedField<'user' | 'session' | 'address'>, Show>;

const snakeCase = (column: string) => column.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const fields = (Object.entries(shown) as [string, Show][]).flatMap(([column, show]) => {
  if (!show) return [];
  if (column === 'latitude') return [{ field: 'location', columns: ['latitude', 'longitude'], show }];
  return [{ field: snakeCase(column), columns: [column], show }];
});
