import type {
  CustomerAddress,
  CustomerAddressPage,
  CustomersAddressCreateBodyOne,
  CustomersAddressUpdateBodyOne,
  WrittenCustomerAddress,
} from '../generated/operations.ts';
import type { Addresses } from '../resources/addresses.ts';
import type { WithUpload } from '../upload.ts';

/** A complete address with its metadata. An absent field gets its default. */
export type CustomerAddressInput = WithUpload<CustomersAddressCreateBodyOne, 'proof_image'>;

/** Changes of an address. An absent field keeps its value. In `metadata`, absent keys stay and `null` removes a key. */
export type CustomerAddressChanges = WithUpload<CustomersAddressUpdateBodyOne, 'proof_image'>;

/** The delivery addresses of a customer, with the metadata that the customer does not see. */
export type CustomerAddresses = Addresses<{
  address: CustomerAddress;
  written: WrittenCustomerAddress;
  page: CustomerAddressPage;
  input: CustomerAddressInput;
  changes: CustomerAddressChanges;
}>;
