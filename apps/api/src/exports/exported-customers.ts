import type { ExportedAddress, ExportedCustomer } from '@doorstep/contracts/export';
import type { Scope } from '@doorstep/database/scope';
import { NIL } from 'uuid';
import { toAddress } from '../addresses/address-view.ts';
import type { CustomerRow } from '../customers/customer.statements.ts';
import { toCustomer } from '../customers/customer-view.ts';
import type { MediaFile } from '../media/media-key.ts';
import {
  customersPerPage,
  type ExportedAddressRow,
  exportedAddressesOf,
  exportedCustomers,
} from './export.statements.ts';

type RowWithAddresses = { customer: CustomerRow; addresses: ExportedAddressRow[] };

/** The images whose paths are part of the lines: none in NDJSON, and proofs only if the export includes them. */
export type Images = { pictures: boolean; proofs: boolean };

/**
 * Reads all customers of the tenant with their live addresses, in the order of their ids. Each page is a transaction of its own,
 * which checks that the export is live, and no transaction is open while the reader is busy.
 */
export async function* pagesOf(scope: Scope): AsyncGenerator<RowWithAddresses[]> {
  const { tenantId } = scope.caller;
  for (let after: string = NIL; ; ) {
    const [customers, addresses] = await scope.snapshot(({ query }) =>
      Promise.all([query(exportedCustomers, [tenantId, after]), query(exportedAddressesOf, [tenantId, after])]),
    );
    const byCustomer = Map.groupBy(addresses, ({ userId }) => userId);
    if (customers.length > 0)
      yield customers.map((customer) => ({ customer, addresses: byCustomer.get(customer.id) ?? [] }));
    const last = customers.at(-1);
    if (!last || customers.length < customersPerPage) return;
    after = last.id;
  }
}

// Images are paths in the archive, or null, so that no link is made.
const noLinks = {
  link: (): never => {
    throw new Error('An export has no links to images');
  },
};

const picturePath = (userId: string): string => `media/${userId}/profile.webp`;
const proofPath = (userId: string, addressId: string): string => `media/${userId}/${addressId}.webp`;

const toExportedAddress = (row: ExportedAddressRow, { proofs }: Images): ExportedAddress => ({
  ...toAddress({ ...row, proofImage: null }, noLinks),
  proof_image: proofs && row.proofImage ? proofPath(row.userId, row.id) : null,
  metadata: row.metadata,
});

const toExportedCustomer = (
  { customer, addresses }: RowWithAddresses,
  images: Images,
  now: Date,
): ExportedCustomer => ({
  ...toCustomer({ ...customer, profilePicture: null, addressesCount: addresses.length }, noLinks, now),
  profile_picture: images.pictures && customer.profilePicture ? picturePath(customer.id) : null,
  addresses: addresses.map((row) => toExportedAddress(row, images)),
});

/** Makes the lines of an export, a page of them at a time. */
export async function* linesOf(scope: Scope, images: Images, now: () => Date): AsyncGenerator<Buffer> {
  for await (const rows of pagesOf(scope)) {
    const lines = rows.map((row) => `${JSON.stringify(toExportedCustomer(row, images, now()))}\n`);
    yield Buffer.from(lines.join(''));
  }
}

export const imagesOf = (
  { customer, addresses }: RowWithAddresses,
  { proofs }: Images,
): { name: string; file: MediaFile }[] => {
  const owner = { tenantId: customer.tenantId, userId: customer.id };
  const picture = customer.profilePicture;
  return [
    ...(picture
      ? [{ name: picturePath(customer.id), file: { ...owner, kind: 'profile' as const, file: picture } }]
      : []),
    ...addresses.flatMap(({ id, proofImage: file }) =>
      proofs && file ? [{ name: proofPath(customer.id, id), file: { ...owner, kind: 'address' as const, file } }] : [],
    ),
  ];
};
