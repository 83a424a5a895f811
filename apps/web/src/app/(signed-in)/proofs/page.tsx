import type { Metadata } from 'next';
import { Suspense } from 'react';
import { isProofState, type ProofQuery, proofsPath, proofsPerPage } from '../../../proofs/proof-query.ts';
import { ProofQueue } from '../../../proofs/proof-queue.tsx';
import { ProofStates } from '../../../proofs/proof-states.tsx';
import { forStaff, staffOnly } from '../../../proofs/staff-only.ts';
import { Loaded } from '../../../sdk/loaded.tsx';
import { requestTexts } from '../../../texts/request-texts.ts';
import { PageHeader, Skeleton } from '../../../ui/page-layout.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).proofs.title });

const ProofsPage = async ({ searchParams }: { searchParams: Promise<{ status?: string; cursor?: string }> }) => {
  await staffOnly();
  const { status, cursor } = await searchParams;
  const { proofs: texts } = await requestTexts();
  const query: ProofQuery = { status: isProofState(status) ? status : 'pending', cursor };
  return (
    <div className="max-w-3xl">
      <PageHeader title={texts.title} lead={texts.lead} />
      <ProofStates status={query.status} />
      <Suspense key={proofsPath(query)} fallback={<Skeleton className="h-80 rounded-2xl" />}>
        <Loaded read={({ staff }) => forStaff(staff.listAddressProofs({ limit: proofsPerPage, ...query }))}>
          {(page) => <ProofQueue page={page} query={query} />}
        </Loaded>
      </Suspense>
    </div>
  );
};

export default ProofsPage;
