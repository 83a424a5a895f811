import type { AddressPage } from '@doorstep/sdk';
import { MapPin, SearchX } from 'lucide-react';
import Link from 'next/link';
import { requestLanguage, requestTexts } from '../texts/request-texts.ts';
import { buttonStyle } from '../ui/button-style.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Skeleton } from '../ui/page-layout.tsx';
import { Pagination } from '../ui/pagination.tsx';
import { AddressCard } from './address-card.tsx';
import { type AddressQuery, addressesPath } from './address-query.ts';

type AddressListProps = { page: AddressPage; query: AddressQuery; path: string };

/** A page of the address book with its pagination, or a hint where it is empty. */
export const AddressList = async ({ page: { results, next_cursor }, query, path }: AddressListProps) => {
  const texts = await requestTexts();
  const language = await requestLanguage();
  if (results.length === 0) return <NoAddresses query={query} path={path} />;
  const { search, cursor } = query;
  return (
    <>
      <ul className="grid gap-4 md:grid-cols-2">
        {results.map((address) => (
          <li key={address.id} className="min-w-0">
            <AddressCard address={address} texts={texts} language={language} />
          </li>
        ))}
      </ul>
      <Pagination
        texts={texts.addresses}
        first={cursor && addressesPath(path, { search })}
        next={next_cursor && addressesPath(path, { search, cursor: next_cursor })}
      />
    </>
  );
};

const NoAddresses = async ({ query: { search, cursor }, path }: Omit<AddressListProps, 'page'>) => {
  const { addresses: texts } = await requestTexts();
  if (search || cursor) {
    return (
      <EmptyState icon={SearchX} title={texts.noneFoundTitle} text={texts.noneFoundText(search ?? '')}>
        <Link href={path} className={buttonStyle('secondary')}>
          {texts.showAll}
        </Link>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={MapPin} title={texts.emptyTitle} text={texts.emptyText}>
      <Link href="/addresses/new" className={buttonStyle()}>
        {texts.add}
      </Link>
    </EmptyState>
  );
};

/** The placeholder of a list of addresses while it loads. */
export const AddressListSkeleton = ({ label }: { label: string }) => (
  <div role="status" aria-label={label} className="grid gap-4 md:grid-cols-2">
    {['one', 'two', 'three', 'four'].map((name) => (
      <Skeleton key={name} className="h-56 rounded-2xl" />
    ))}
  </div>
);
