import type { Metadata } from 'next';
import { Suspense } from 'react';
import { ProofReview } from '../../../../proofs/proof-review.tsx';
import { forStaff, staffOnly } from '../../../../proofs/staff-only.ts';
import { Loaded } from '../../../../sdk/loaded.tsx';
import { requestTexts } from '../../../../texts/request-texts.ts';
import { BackLink } from '../../../../ui/links.tsx';
import { Skeleton } from '../../../../ui/page-layout.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).proofs.title });

const ProofPage = async ({ params }: { params: Promise<{ id: string }> }) => {
  await staffOnly();
  const { id } = await params;
  const { proofs: texts } = await requestTexts();
  return (
    <>
      <BackLink href="/proofs">{texts.toQueue}</BackLink>
      <Suspense fallback={<Skeleton className="h-[70dvh] rounded-2xl" />}>
        <Loaded read={({ staff }) => forStaff(staff.getAddressProof(id))}>
          {(proof) => <ProofReview proof={proof} />}
        </Loaded>
      </Suspense>
    </>
  );
};

export default ProofPage;
