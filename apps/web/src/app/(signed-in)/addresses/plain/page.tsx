import type { Metadata } from 'next';
import { AddressList } from '../../../../addresses/address-list.tsx';
import { type AddressQuery, addressesPerPage } from '../../../../addresses/address-query.ts';
import { Loaded } from '../../../../sdk/loaded.tsx';
import { requestTexts } from '../../../../texts/request-texts.ts';
import { PageHeader } from '../../../../ui/page-layout.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).addresses.title });

/** The address book without streaming, for browsers without scripts. */
const PlainAddressesPage = async ({ searchParams }: { searchParams: Promise<AddressQuery> }) => {
  const { search, cursor } = await searchParams;
  const { addresses } = await requestTexts();
  const query: AddressQuery = { search, cursor };
  return (
    <>
      <PageHeader title={addresses.title} lead={addresses.lead} />
      <Loaded read={(client) => client.addresses.list({ limit: addressesPerPage, ...query })}>
        {(page) => <AddressList page={page} query={query} path="/addresses/plain" />}
      </Loaded>
    </>
  );
};

export default PlainAddressesPage;
