import { Compass } from 'lucide-react';
import Link from 'next/link';
import { requestTexts } from '../texts/request-texts.ts';
import { buttonStyle } from './button-style.ts';
import { EmptyState } from './empty-state.tsx';

/** The 404 page. */
export const MissingPage = async () => {
  const { problems } = await requestTexts();
  return (
    <div className="mx-auto max-w-lg py-10">
      <EmptyState icon={Compass} heading="h1" title={problems.notFoundTitle} text={problems.notFoundText}>
        <Link href="/addresses" className={buttonStyle('secondary')}>
          {problems.toStart}
        </Link>
      </EmptyState>
    </div>
  );
};
