import type { CustomerAddress } from '@doorstep/contracts/address';
import type { ExportedCustomer } from '@doorstep/contracts/export';
import type { Scope } from '@doorstep/database/scope';
import { NIL } from 'uuid';
import { toCustomerAddress, type VisibleAddressRow } from '../addresses/address-view.ts';
import type { CustomerRow } from '../customers/customer.statements.ts';
import { toCustomer } from '../customers/customer-view.ts';
import { customersPerPage, exportedAddressesOf, exportedCustomers } from './export.statements.ts';
import { type ExportedImage, type ImageKinds, imagePath, pictureOf, proofOf } from './exported-images.ts';

type RowWithAddresses = { customer: CustomerRow; addresses: VisibleAddressRow[] };

/** Customers of an export as lines, and the images that they name. */
type Page = { lines: Buffer; images: ExportedImage[] };

/**
 * Reads all customers of the tenant with their live addresses, in the order of their ids. Each page is a transaction of its own,
 * which checks that the export is live, and no transaction is open while the reader is busy.
 */
export async function* pagesOf(scope: Scope, kinds: ImageKinds, now: () => Date): AsyncGenerator<Page> {
  const { tenantId } = scope.caller;
  for (let after: string = NIL; ; ) {
    const [customers, addresses] = await scope.snapshot(({ query }) =>
      Promise.all([query(exportedCustomers, [tenantId, after]), query(exportedAddressesOf, [tenantId, after])]),
    );
    const byCustomer = Map.groupBy(addresses, ({ userId }) => userId);
    const rows = customers.map((customer) => ({ customer, addresses: byCustomer.get(customer.id) ?? [] }));
    const lines = rows.map((row) => `${JSON.stringify(toExportedCustomer(row, kinds, now()))}\n`);
    yield { lines: Buffer.from(lines.join('')), images: rows.flatMap((row) => imagesOf(row, kinds)) };
    const last = customers.at(-1);
    if (!last || customers.length < customersPerPage) return;
    after = last.id;
  }
}

const imagesOf = ({ customer, addresses }: RowWithAddresses, kinds: ImageKinds): ExportedImage[] =>
  [pictureOf(customer, kinds), ...addresses.map((row) => proofOf(row, kinds))].filter((image) => image !== null);

// Images are paths in the archive, or null, so that no link is made.
const noLinks = {
  link: (): never => {
    throw new Error('An export has no links to images');
  },
};

const pathOrNull = (image: ExportedImage | null): string | null => image && imagePath(image);

const toExportedAddress = (row: VisibleAddressRow, kinds: ImageKinds): CustomerAddress => ({
  ...toCustomerAddress({ ...row, proofImage: null }, noLinks),
  proof_image: pathOrNull(proofOf(row, kinds)),
});

const toExportedCustomer = (
  { customer, addresses }: RowWithAddresses,
  kinds: ImageKinds,
  now: Date,
): ExportedCustomer => ({
  ...toCustomer({ ...customer, profilePicture: null, addressesCount: addresses.length }, noLinks, now),
  profile_picture: pathOrNull(pictureOf(customer, kinds)),
  addresses: addresses.map((row) => toExportedAddress(row, kinds)),
});
