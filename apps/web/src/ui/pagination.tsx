import Link from 'next/link';
import { buttonStyle } from './button-style.ts';

type PaginationProps = {
  texts: { pages: string; firstPage: string; nextPage: string };
  /** The address of the first page; absent on that page. */
  first?: string | null | undefined;
  /** The address of the next page; absent on the last page. */
  next?: string | null | undefined;
};

/** Links from a page of a list to the next page, and back to the first. */
export const Pagination = ({ texts, first, next }: PaginationProps) => {
  if (!first && !next) return null;
  return (
    <nav aria-label={texts.pages} className="mt-6 flex flex-wrap justify-center gap-3">
      {first && (
        <Link href={first} className={buttonStyle('secondary')}>
          {texts.firstPage}
        </Link>
      )}
      {next && (
        <Link href={next} className={buttonStyle('secondary')}>
          {texts.nextPage}
        </Link>
      )}
    </nav>
  );
};
