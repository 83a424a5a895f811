import Link from 'next/link';
import { requestTexts } from '../texts/request-texts.ts';
import { buttonStyle } from '../ui/button-style.ts';
import { type AddressQuery, addressesPath } from './address-query.ts';

type AddressPagesProps = { path: string; query: AddressQuery; nextCursor: string | null };

/** The way to the next page of a list of addresses, and back to the first. */
export const AddressPages = async ({ path, query: { search, cursor }, nextCursor }: AddressPagesProps) => {
  const { addresses: texts } = await requestTexts();
  if (!cursor && !nextCursor) return null;
  return (
    <nav aria-label={texts.pages} className="mt-6 flex flex-wrap justify-center gap-3">
      {cursor && (
        <Link href={addressesPath(path, { search })} className={buttonStyle('secondary')}>
          {texts.firstPage}
        </Link>
      )}
      {nextCursor && (
        <Link href={addressesPath(path, { search, cursor: nextCursor })} className={buttonStyle('secondary')}>
          {texts.nextPage}
        </Link>
      )}
    </nav>
  );
};
