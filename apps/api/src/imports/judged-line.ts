import { type AddressRecord, CustomerRecord } from '@doorstep/contracts/customer-record';
import type { FieldFault } from '@doorstep/contracts/errors';
import { faultsOfInput } from '@doorstep/contracts/input-faults';
import type { TenantSettings } from '@doorstep/contracts/tenant';
import { emailKeys } from '../accounts/email-key.ts';
import { parseImportedHash } from '../accounts/imported-hash.ts';
import { addressFaults } from '../address-rules/address-faults.ts';
import { normalizeFields } from '../addresses/address-checking.ts';
import { phoneCountries, toStoredPhone, unknownPhone } from '../profile/national-phone.ts';
import type { ImportRecord } from './import-records.ts';

/** An address of a line, and the fields that the line names. */
export type GivenAddress = { fields: AddressRecord; named: ReadonlySet<string> };

/** A line that can be written as far as the line alone tells. */
export type SoundLine = { line: number; customer: CustomerRecord; addresses: GivenAddress[] };

/** A line with faults. */
export type FaultyLine = { line: number; faults: FieldFault[] };

export type JudgedLine = SoundLine | FaultyLine;

export const isFaulty = (line: JudgedLine): line is FaultyLine => 'faults' in line;

/** The most faults of one line that are stored. */
const maxFaults = 50;

/** Judges a line by the rules of the API, without the database. */
export const judgeLine = async (record: ImportRecord, settings: TenantSettings): Promise<JudgedLine> => {
  const { line } = record;
  if (record.fault) return { line, faults: [record.fault] };
  const parsed = CustomerRecord.safeParse(record.value);
  if (!parsed.success) return { line, faults: faultsOfInput(parsed.error, record.value).slice(0, maxFaults) };
  const customer = parsed.data;
  const faults = faultsOfPassword(customer);
  const addresses: GivenAddress[] = [];
  const raw = (record.value as { addresses?: object[] }).addresses ?? [];
  for (const [index, given] of customer.addresses.entries()) {
    const fields = normalizeFields(given);
    const ownFaults = settings.address_checking === 'strict' ? addressFaults(fields) : [];
    const phone = await toStoredPhone(fields.phone ?? null, [fields.country], async () =>
      phoneCountries(customer.phone ?? null),
    );
    if (phone === undefined) ownFaults.push(unknownPhone);
    faults.push(...ownFaults.map((fault) => ({ ...fault, field: `addresses.${index}.${fault.field}` })));
    addresses.push({ fields: { ...fields, phone }, named: new Set(Object.keys(raw[index] ?? {})) });
  }
  return faults.length > 0 ? { line, faults: faults.slice(0, maxFaults) } : { line, customer, addresses };
};

const faultsOfPassword = ({ password_hash: hash }: CustomerRecord): FieldFault[] => {
  if (!hash) return [];
  const parsed = parseImportedHash(hash);
  return typeof parsed === 'string' ? [{ field: 'password_hash', code: parsed, message: { key: parsed } }] : [];
};

/** Returns what identifies the customer of a line. Two lines of a batch must not share any of it. */
export const keysOfLine = ({ customer: { id, external_id, email } }: SoundLine): string[] => [
  ...(id ? [`id ${id}`] : []),
  ...(external_id ? [`external_id ${external_id}`] : []),
  ...(email ? emailKeys(email).map((key) => `email ${key}`) : []),
];
