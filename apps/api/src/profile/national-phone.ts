import type { FieldFault } from '@doorstep/contracts/errors';
import { countryOfPhone, isNational, nationalToE164, phoneFault } from '@doorstep/contracts/phone';

/** The fault of a phone number whose country is not known. */
export const unknownPhone: FieldFault = { field: 'phone', ...phoneFault };

/**
 * A phone as it is stored: one without country code becomes a number of the first country that has such a one. Countries
 * after the first ones are asked for where those do not suffice. Undefined where no country has such a number.
 */
export const storedPhone = async (
  phone: string | null,
  countries: readonly string[],
  others: () => Promise<readonly string[]>,
): Promise<string | null | undefined> => {
  if (phone === null || !isNational(phone)) return phone;
  return nationalToE164(phone, countries) ?? nationalToE164(phone, await others()) ?? undefined;
};

/** The country of a stored phone, as a list: empty where there is no phone, or where several countries share its code. */
export const phoneCountries = (phone: string | null): string[] => {
  const country = phone === null ? undefined : countryOfPhone(phone);
  return country ? [country] : [];
};
