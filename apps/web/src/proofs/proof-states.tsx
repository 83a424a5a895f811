import Link from 'next/link';
import { requestTexts } from '../texts/request-texts.ts';
import { type ProofQuery, proofStates, proofsPath } from './proof-query.ts';

/** Links to the review queue by status. */
export const ProofStates = async ({ status }: Pick<ProofQuery, 'status'>) => {
  const { proofs: texts } = await requestTexts();
  return (
    <nav aria-label={texts.statusOf} className="mb-6 flex flex-wrap gap-2">
      {proofStates.map((state) => (
        <Link
          key={state}
          href={proofsPath({ status: state })}
          aria-current={state === status ? 'page' : undefined}
          className="inline-flex min-h-9 items-center rounded-full border border-line-strong/60 bg-surface px-4 text-sm text-ink-soft transition-colors hover:bg-wash aria-[current]:border-brand-text aria-[current]:bg-brand-wash aria-[current]:font-medium aria-[current]:text-brand-text"
        >
          {texts.status[state]}
        </Link>
      ))}
    </nav>
  );
};
