import { AddressInput, type WrittenAddress } from '@doorstep/contracts/address';
import { AddressField } from '@doorstep/contracts/address-rule';
import { type FieldFault, fieldFaults } from '@doorstep/contracts/errors';
import type { Scope } from '@doorstep/database/scope';
import { statement } from '@doorstep/database/statement';
import type { StatementClient } from '@doorstep/database/statement-runner';
import { addressFaults, type PostalFields, storedPostalCode } from '../address-rules/address-faults.ts';
import type { LinkSigner } from '../media/link-signer.ts';
import { phoneCountries, storedPhone, unknownPhone } from '../profile/national-phone.ts';
import { requireCustomer } from '../resources/guards.ts';
import { callersTenant, settingsOf } from '../tenants/tenant.service.ts';
import { type AddressRow, postalFields } from './address-columns.ts';
import { toWrittenAddress, type Written } from './address-view.ts';

/** What a row has that does not fit its country, one entry a field. */
export const faultsOf = (row: AddressRow): FieldFault[] => addressFaults(postalFields(row));

/** A row with its postal code as it is stored. */
export const normalised = (row: AddressRow): AddressRow => ({
  ...row,
  postalCode: storedPostalCode(row.country, row.postalCode),
});

/** A request's fields with the postal code as it is stored. */
export const normalisedFields = <Fields extends PostalFields>(fields: Fields): Fields => ({
  ...fields,
  postal_code: storedPostalCode(fields.country, fields.postal_code),
});

const isStrict = (tenant: { settings: unknown }): boolean => settingsOf(tenant).address_checking === 'strict';

/**
 * Throws what is wrong with an address, all at once. `faults` are left out where the tenant has chosen to be warned of them
 * only; what is `unstorable` is refused in any case.
 */
export const refuseUnlessWarned = (
  faults: readonly FieldFault[],
  tenant: { settings: unknown },
  unstorable: readonly FieldFault[] = [],
): void => {
  const refused = isStrict(tenant) ? [...faults, ...unstorable] : unstorable;
  if (refused.length > 0) throw fieldFaults(refused);
};

const callersPhone = statement<{ phone: string | null }>(
  'callers_phone',
  'SELECT phone FROM users WHERE tenant_id = $1 AND id = $2',
);

/**
 * The phone of an address as it is stored: a national one is a number of the address's country or, where that has none
 * such, of the country of the customer's own phone. Undefined where neither has it.
 */
export const phoneOfAddress = (
  tx: Pick<StatementClient, 'query'>,
  { tenantId, userId }: { tenantId: string; userId: string },
  { phone, country }: Pick<AddressRow, 'phone' | 'country'>,
): Promise<string | null | undefined> =>
  storedPhone(phone, [country], async () => {
    const [user] = await tx.query(callersPhone, [tenantId, userId]);
    return phoneCountries(user?.phone ?? null);
  });

/** An address as a write answers it, with what does not fit its country, not yet in words. */
export type WarnedAddress = Omit<WrittenAddress, 'warnings'> & { warnings?: readonly FieldFault[] };

/** What a write answers. Warnings are not kept for a retry, but found again in the row. */
export const toWarnedAddress = (written: Written, links: LinkSigner): WarnedAddress => {
  const address = toWrittenAddress(written, links);
  const warnings = faultsOf(written.row);
  return warnings.length > 0 ? { ...address, warnings } : address;
};

/**
 * What does not fit the country in an input that its schema has refused, as far as it can be told, so that a customer
 * hears of everything at once.
 */
export const extraFaults = async (scope: Scope, input: unknown): Promise<FieldFault[]> => {
  const given: Record<string, unknown> = typeof input === 'object' && input !== null ? { ...input } : {};
  const { shape } = AddressInput;
  const country = shape.country.safeParse(given.country);
  if (!country.success) return [];
  const fields = AddressField.options.map((field) => [field, shape[field].safeParse(given[field]).data ?? '']);
  const faults = addressFaults(normalisedFields({ ...Object.fromEntries(fields), country: country.data }));
  const typed = { phone: shape.phone.safeParse(given.phone).data ?? null, country: country.data };
  const phone = await phoneOfAddress({ query: scope.select }, requireCustomer(scope), typed);
  const unstorable = phone === undefined ? [unknownPhone] : [];
  return faults.length > 0 && isStrict(await callersTenant(scope)) ? [...faults, ...unstorable] : unstorable;
};
