import type { SignedInClient } from '@doorstep/testing/client';

/** A valid address. */
export const home = {
  label: 'Home',
  recipient_name: 'Ada Lovelace',
  line1: '12 St James’s Square',
  city: 'London',
  postal_code: 'SW1Y 4JH',
  country: 'GB',
};

const addresses = [
  { ...home, phone: '+442079460958', is_default_shipping: true },
  {
    label: 'Büro',
    recipient_name: 'Ada Lovelace',
    company: 'Analytische Maschinen GmbH & Co. KG',
    line1: 'Unter den Linden 77',
    city: 'Berlin',
    postal_code: '10117',
    country: 'DE',
    is_default_billing: true,
  },
  {
    recipient_name: 'ليلى حسن',
    line1: 'شارع الشيخ زايد 15',
    city: 'دبي',
    state: 'دبي',
    country: 'AE',
  },
  {
    label: 'The summer house of the whole family, with the long name',
    recipient_name: 'Ada Lovelace',
    line1: 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch 1',
    city: 'Llanfairpwllgwyngyll',
    postal_code: 'LL61 5UJ',
    country: 'GB',
  },
];

/** Adds addresses of several countries and scripts, long and short, with and without defaults. */
export const newAddresses = async (customer: SignedInClient): Promise<SignedInClient> => {
  for (const json of addresses) {
    const { status, body } = await customer.post('/api/customer/addresses/', { json });
    if (status !== 201) throw new Error(`Could not add an address: ${JSON.stringify(body)}`);
  }
  return customer;
};
