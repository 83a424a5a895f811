import type { Activity, ActivityChange } from '@doorstep/contracts/activity';
import type { AuditedField } from '@doorstep/database/audit';
import { columnOf } from '@doorstep/database/row';
import { type TextColumn, textColumns } from '../addresses/address-columns.ts';
import type { EventRow } from './activity.statements.ts';

type ShownValue = ActivityChange['before'];
type Values = Readonly<Record<string, unknown>>;

/**
 * Converts an event for its customer, without ids of others and network addresses.
 *
 * @param keyNames The names of API keys by their ids.
 */
export const toActivity = (
  { id, createdAt, action, entityId, actor, actorId, own, agent, before, after }: EventRow,
  keyNames: ReadonlyMap<string, string>,
): Activity => {
  const by = own ? 'self' : actor === 'staff' || actor === 'key' ? actor : 'system';
  return {
    id,
    at: createdAt.toISOString(),
    action,
    entity_id: entityId,
    by,
    key_name: (by === 'key' && actorId !== null && keyNames.get(actorId)) || null,
    // Devices of others are not shown to customers.
    device: (by === 'self' && agent) || null,
    changes: changesBetween(before ?? {}, after ?? {}),
  };
};

const staffFields = ['metadata', 'blockedReason'] satisfies AuditedField<'user'>[];

/** Returns stored values without those that only staff and systems of the tenant see. Null if there are none. */
export const withoutStaffFields = (values: unknown): Values | null =>
  values
    ? Object.fromEntries(Object.entries(values).filter(([field]) => !staffFields.includes(field as 'metadata')))
    : null;

const changesBetween = (before: Values, after: Values): ActivityChange[] =>
  fields.flatMap(({ field, columns, show }) => {
    const valuesOf = (row: Values) => columns.map((column) => row[column] ?? null);
    const [from, to] = [valuesOf(before), valuesOf(after)];
    const change = { field, before: show(from[0]), after: show(to[0]) };
    const isUnchanged =
      JSON.stringify(from) === JSON.stringify(to) || (isBlank(change.before) && isBlank(change.after));
    return isUnchanged ? [] : [change];
  });

// A change between initial values is not shown, because no one made it.
const isBlank = (value: ShownValue): boolean => value === null || value === '' || value === false || value === 'none';

const plain = (value: unknown): ShownValue => (typeof value === 'string' || typeof value === 'boolean' ? value : null);

const presence = (value: unknown): ShownValue => (value === null ? 'none' : 'set');

/** Masks a text except its first characters, at most two and at most half, so that the customer can recognize it. */
const masked = (value: unknown): ShownValue => {
  if (typeof value !== 'string' || value === '') return plain(value);
  const characters = [...value];
  return `${characters.slice(0, Math.min(2, Math.floor(characters.length / 2))).join('')}…`;
};

const maskedEmail = (value: unknown): ShownValue =>
  typeof value === 'string' ? value.replace(/^(.)[^@]*@.*$/su, '$1…@…') : null;

/** Formats a column for the customer. Null if the column is not shown by itself. */
type Formatter = ((value: unknown) => ShownValue) | null;

// A new column of the audit trail does not compile until it is listed here.
const formatters = {
  email: maskedEmail,
  emailVerifiedAt: null,
  fullName: masked,
  // Already masked in the trail.
  phone: plain,
  profilePicture: presence,
  role: plain,
  status: plain,
  ...(Object.fromEntries(textColumns.map((column) => [column, masked])) as Record<TextColumn, typeof masked>),
  country: plain,
  // Stands for the location, because the trail stores both coordinates or none.
  latitude: presence,
  longitude: null,
  isDefaultShipping: plain,
  isDefaultBilling: plain,
  proofImage: presence,
  proofStatus: plain,
  // Staff write this text for the customer.
  proofReason: plain,
  deletedAt: plain,
  lastUsedAt: null,
  expiresAt: null,
  revokedAt: plain,
  eraseAt: plain,
  externalId: null,
  metadata: null,
  blockedAt: null,
  blockedReason: null,
  blockedUntil: plain,
} satisfies Record<AuditedField<'user' | 'session' | 'address'>, Formatter>;

const fields = (Object.entries(formatters) as [string, Formatter][]).flatMap(([column, show]) => {
  if (!show) return [];
  if (column === 'latitude') return [{ field: 'location', columns: ['latitude', 'longitude'], show }];
  return [{ field: columnOf(column), columns: [column], show }];
});
