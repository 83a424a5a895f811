import type { FieldFault } from '@doorstep/contracts/errors';
import { countryOfPhone, isNational, nationalToE164, phoneFault } from '@doorstep/contracts/phone';

/** The fault of a phone number without a known country. */
export const unknownPhone: FieldFault = { field: 'phone', ...phoneFault };

/**
 * Converts a phone to E.164. A national number belongs to the first country in which it is valid. Returns undefined if it is
 * valid in none.
 *
 * @param others Finds further countries. Called only if the number is invalid in `countries`.
 */
export const toStoredPhone = async (
  phone: string | null,
  countries: readonly string[],
  others: () => Promise<readonly string[]>,
): Promise<string | null | undefined> => {
  if (phone === null || !isNational(phone)) return phone;
  return nationalToE164(phone, countries) ?? nationalToE164(phone, await others()) ?? undefined;
};

/** Returns the country of a stored phone as a list. Empty without a phone, or if several countries share its code. */
export const phoneCountries = (phone: string | null): string[] => {
  const country = phone === null ? undefined : countryOfPhone(phone);
  return country ? [country] : [];
};
