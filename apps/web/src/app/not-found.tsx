import { Compass } from 'lucide-react';
import Link from 'next/link';
import { requestTexts } from '../texts/request-texts.ts';
import { buttonStyle } from '../ui/button-style.ts';
import { EmptyState } from '../ui/empty-state.tsx';

const NotFound = async () => {
  const { problems } = await requestTexts();
  return (
    <main className="mx-auto max-w-lg px-4 py-16">
      <EmptyState icon={Compass} title={problems.notFoundTitle} text={problems.notFoundText}>
        <Link href="/addresses" className={buttonStyle('secondary')}>
          {problems.toStart}
        </Link>
      </EmptyState>
    </main>
  );
};

export default NotFound;
