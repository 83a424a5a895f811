import { AddressInput, type WrittenCustomerAddress } from '@doorstep/contracts/address';
import { AddressField } from '@doorstep/contracts/address-rule';
import { type FieldFault, fieldFaults } from '@doorstep/contracts/errors';
import type { Scope } from '@doorstep/database/scope';
import type { Query } from '@doorstep/database/transaction';
import { addressFaults, type PostalFields, storedPostalCode } from '../address-rules/address-faults.ts';
import type { LinkSigner } from '../media/link-signer.ts';
import { phoneCountries, toStoredPhone, unknownPhone } from '../profile/national-phone.ts';
import { requireCustomer } from '../resources/guards.ts';
import { findTenant, settingsOf } from '../tenants/tenant.service.ts';
import { callersPhone } from './address.statements.ts';
import { type AddressRow, postalFields } from './address-columns.ts';
import { toWrittenAddress, type Written } from './address-view.ts';

/** Returns the faults of a row by the rules of its country, at most one a field. */
export const faultsOf = (row: AddressRow): FieldFault[] => addressFaults(postalFields(row));

/** Returns a row with a normalized postal code. */
export const normalizeRow = (row: AddressRow): AddressRow => ({
  ...row,
  postalCode: storedPostalCode(row.country, row.postalCode),
});

/** Returns the fields of a request with a normalized postal code. */
export const normalizeFields = <Fields extends PostalFields>(fields: Fields): Fields => ({
  ...fields,
  postal_code: storedPostalCode(fields.country, fields.postal_code),
});

const isStrict = (tenant: { settings: unknown }): boolean => settingsOf(tenant).address_checking === 'strict';

/**
 * Throws all faults of an address at once. If the tenant has chosen warnings only, it ignores `faults`, and throws only
 * `unstorable`, which no setting can permit.
 */
export const assertAcceptable = (
  faults: readonly FieldFault[],
  tenant: { settings: unknown },
  unstorable: readonly FieldFault[] = [],
): void => {
  const refused = isStrict(tenant) ? [...faults, ...unstorable] : unstorable;
  if (refused.length > 0) throw fieldFaults(refused);
};

/**
 * Converts the phone of an address to E.164. A national number belongs to the country of the address or, if it is invalid
 * there, to that of the customer's own phone. Returns undefined if it is invalid in both.
 */
export const phoneOfAddress = (
  query: Query,
  { tenantId, userId }: { tenantId: string; userId: string },
  { phone, country }: Pick<AddressRow, 'phone' | 'country'>,
): Promise<string | null | undefined> =>
  toStoredPhone(phone, [country], async () => {
    const [user] = await query(callersPhone, [tenantId, userId]);
    return phoneCountries(user?.phone ?? null);
  });

/** The answer of a write, with warnings that are not translated yet. */
export type WarnedAddress = Omit<WrittenCustomerAddress, 'warnings'> & { warnings?: readonly FieldFault[] };

/** Makes the answer of a write. A retry finds the same warnings, because they derive from the row. */
export const toWarnedAddress = (written: Written, links: LinkSigner): WarnedAddress => {
  const address = toWrittenAddress(written, links);
  const warnings = faultsOf(written.row);
  return warnings.length > 0 ? { ...address, warnings } : address;
};

/**
 * Finds faults by the rules of the country in an input that its schema has rejected, so that one answer reports all faults.
 * Checks only the fields that are valid by themselves.
 */
export const extraFaults = async (scope: Scope, input: unknown): Promise<FieldFault[]> => {
  const given: Record<string, unknown> = typeof input === 'object' && input !== null ? { ...input } : {};
  const { shape } = AddressInput;
  const country = shape.country.safeParse(given.country);
  if (!country.success) return [];
  const fields = AddressField.options.map((field) => [field, shape[field].safeParse(given[field]).data ?? '']);
  const faults = addressFaults(normalizeFields({ ...Object.fromEntries(fields), country: country.data }));
  const typed = { phone: shape.phone.safeParse(given.phone).data ?? null, country: country.data };
  const phone = await phoneOfAddress(scope.read, requireCustomer(scope), typed);
  const unstorable = phone === undefined ? [unknownPhone] : [];
  return faults.length > 0 && isStrict(await findTenant(scope.read, scope.caller.tenantId))
    ? [...faults, ...unstorable]
    : unstorable;
};
