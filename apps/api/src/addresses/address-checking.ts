import { AddressInput, type WrittenAddress } from '@doorstep/contracts/address';
import { AddressField } from '@doorstep/contracts/address-rule';
import { type FieldFault, fieldFaults } from '@doorstep/contracts/errors';
import type { Scope } from '@doorstep/database/scope';
import { addressFaults, type PostalFields, storedPostalCode } from '../address-rules/address-faults.ts';
import type { LinkSigner } from '../media/link-signer.ts';
import { callersTenant, settingsOf } from '../tenants/tenant.service.ts';
import { type AddressRow, postalFields, toWrittenAddress, type Written } from './address-view.ts';

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

/** Throws the faults of an address, all at once, unless its tenant has chosen to be warned of them only. */
export const refuseUnlessWarned = (faults: readonly FieldFault[], tenant: { settings: unknown }): void => {
  if (isStrict(tenant)) throw fieldFaults(faults);
};

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
export const furtherFaults = async (scope: Scope, input: unknown): Promise<FieldFault[]> => {
  const given: Record<string, unknown> = typeof input === 'object' && input !== null ? { ...input } : {};
  const { shape } = AddressInput;
  const country = shape.country.safeParse(given.country);
  if (!country.success) return [];
  const fields = AddressField.options.map((field) => [field, shape[field].safeParse(given[field]).data ?? '']);
  const faults = addressFaults(normalisedFields({ ...Object.fromEntries(fields), country: country.data }));
  return faults.length > 0 && isStrict(await callersTenant(scope)) ? faults : [];
};
