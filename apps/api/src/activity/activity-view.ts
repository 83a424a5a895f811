import type { Activity, ActivityChange } from '@doorstep/contracts/activity';
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

// The one list of what is shown, and how. A column that the trail keeps and that is not here is shown to nobody.
const fields: { field: string; columns: string[]; show: (value: unknown) => Shown }[] = [
  { field: 'email', columns: ['email'], show: maskedEmail },
  { field: 'full_name', columns: ['fullName'], show: masked },
  // The trail holds it masked.
  { field: 'phone', columns: ['phone'], show: plain },
  { field: 'profile_picture', columns: ['profilePicture'], show: presence },
  { field: 'role', columns: ['role'], show: plain },
  { field: 'status', columns: ['status'], show: plain },
  { field: 'label', columns: ['label'], show: masked },
  { field: 'recipient_name', columns: ['recipientName'], show: masked },
  { field: 'company', columns: ['company'], show: masked },
  { field: 'line1', columns: ['line1'], show: masked },
  { field: 'line2', columns: ['line2'], show: masked },
  { field: 'line3', columns: ['line3'], show: masked },
  { field: 'district', columns: ['district'], show: masked },
  { field: 'city', columns: ['city'], show: masked },
  { field: 'state', columns: ['state'], show: masked },
  { field: 'postal_code', columns: ['postalCode'], show: masked },
  { field: 'sorting_code', columns: ['sortingCode'], show: masked },
  { field: 'country', columns: ['country'], show: plain },
  { field: 'location', columns: ['latitude', 'longitude'], show: presence },
  { field: 'delivery_instructions', columns: ['deliveryInstructions'], show: masked },
  { field: 'is_default_shipping', columns: ['isDefaultShipping'], show: plain },
  { field: 'is_default_billing', columns: ['isDefaultBilling'], show: plain },
  { field: 'proof_image', columns: ['proofImage'], show: presence },
  { field: 'proof_status', columns: ['proofStatus'], show: plain },
  // Written by staff for the customer to read.
  { field: 'proof_reason', columns: ['proofReason'], show: plain },
  { field: 'deleted_at', columns: ['deletedAt'], show: plain },
  { field: 'revoked_at', columns: ['revokedAt'], show: plain },
  { field: 'erase_at', columns: ['eraseAt'], show: plain },
];
