import { Plus } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { Suspense } from 'react';
import { AddressList, AddressListSkeleton } from '../../../addresses/address-list.tsx';
import { type AddressQuery, addressesPath, addressesPerPage } from '../../../addresses/address-query.ts';
import { AddressSearch } from '../../../addresses/address-search.tsx';
import { Loaded } from '../../../sdk/loaded.tsx';
import { requestTexts } from '../../../texts/request-texts.ts';
import { buttonStyle } from '../../../ui/button-style.ts';
import { TextLink } from '../../../ui/links.tsx';
import { PageHeader } from '../../../ui/page-layout.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).addresses.title });

const AddressesPage = async ({ searchParams }: { searchParams: Promise<AddressQuery> }) => {
  const { search, cursor } = await searchParams;
  const { addresses, common } = await requestTexts();
  const query: AddressQuery = { search, cursor };
  return (
    <>
      <PageHeader title={addresses.title} lead={addresses.lead}>
        <Link href="/addresses/new" className={buttonStyle()}>
          <Plus aria-hidden className="size-5" />
          {addresses.add}
        </Link>
      </PageHeader>
      <AddressSearch search={search ?? ''} />
      <noscript>
        {/* A script inserts streamed content: without scripts the list needs a page that does not stream. */}
        <a href={addressesPath('/addresses/plain', query)} className="mb-6 inline-block text-brand-text underline">
          {addresses.withoutScripts}
        </a>
      </noscript>
      <Suspense key={addressesPath('', query)} fallback={<AddressListSkeleton label={common.loading} />}>
        <Loaded read={(client) => client.addresses.list({ limit: addressesPerPage, ...query })}>
          {(page) => <AddressList page={page} query={query} path="/addresses" />}
        </Loaded>
      </Suspense>
      <p className="mt-8 text-sm">
        <TextLink href="/addresses/deleted">{addresses.deletedTitle}</TextLink>
      </p>
    </>
  );
};

export default AddressesPage;
