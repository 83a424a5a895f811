import type { Metadata } from 'next';
import { Suspense } from 'react';
import { AddressListSkeleton } from '../../../../addresses/address-list.tsx';
import { addressesPerPage } from '../../../../addresses/address-query.ts';
import { DeletedAddressList } from '../../../../addresses/deleted-address-list.tsx';
import { Loaded } from '../../../../sdk/loaded.tsx';
import { currentTenant } from '../../../../sdk/tenant.ts';
import { requestTexts } from '../../../../texts/request-texts.ts';
import { BackLink } from '../../../../ui/links.tsx';
import { PageHeader } from '../../../../ui/page-layout.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await requestTexts()).addresses.deletedTitle,
});

const DeletedAddressesPage = async ({ searchParams }: { searchParams: Promise<{ cursor?: string }> }) => {
  const { cursor } = await searchParams;
  const { addresses: texts, common } = await requestTexts();
  const { restore_days } = await currentTenant();
  return (
    <>
      <BackLink href="/addresses">{texts.title}</BackLink>
      <PageHeader title={texts.deletedTitle} lead={texts.deletedLead(restore_days)} />
      <Suspense key={cursor} fallback={<AddressListSkeleton label={common.loading} />}>
        <Loaded read={(client) => client.addresses.list({ limit: addressesPerPage, deleted: true, cursor })}>
          {(page) => <DeletedAddressList page={page} cursor={cursor} restoreDays={restore_days} />}
        </Loaded>
      </Suspense>
    </>
  );
};

export default DeletedAddressesPage;
