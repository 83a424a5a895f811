import type { AddressPage } from '@doorstep/sdk';
import { MapPin, SearchX } from 'lucide-react';
import Link from 'next/link';
import { requestLanguage } from '../texts/request-language.ts';
import { requestTexts } from '../texts/request-texts.ts';
import { buttonStyle } from '../ui/button-style.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { AddressCard } from './address-card.tsx';
import { AddressPages } from './address-pages.tsx';
import type { AddressQuery } from './address-query.ts';

type AddressListProps = { page: AddressPage; query: AddressQuery; path: string };

/** A page of the address book, the way to the next, or what to do where there is nothing. */
export const AddressList = async ({ page: { results, next_cursor }, query, path }: AddressListProps) => {
  const texts = await requestTexts();
  const language = await requestLanguage();
  if (results.length === 0) return <NoAddresses query={query} path={path} />;
  return (
    <>
      <ul className="grid gap-4 md:grid-cols-2">
        {results.map((address) => (
          <li key={address.id} className="min-w-0">
            <AddressCard address={address} texts={texts} language={language} />
          </li>
        ))}
      </ul>
      <AddressPages path={path} query={query} nextCursor={next_cursor} />
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
