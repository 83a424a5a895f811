import type { AddressProofPage } from '@doorstep/sdk';
import { ChevronRight, CircleCheck, Inbox } from 'lucide-react';
import Link from 'next/link';
import { Fragment } from 'react';
import { requestTexts } from '../texts/request-texts.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Pagination } from '../ui/pagination.tsx';
import { Time } from '../ui/time.tsx';
import { type ProofQuery, proofsPath } from './proof-query.ts';

type ProofQueueProps = { page: AddressProofPage; query: ProofQuery };

/** A page of the review queue. */
export const ProofQueue = async ({ page: { results, next_cursor }, query }: ProofQueueProps) => {
  const { proofs: texts } = await requestTexts();
  const { status, cursor } = query;
  return (
    <>
      {results.length === 0 ? (
        <EmptyState
          icon={status === 'pending' ? CircleCheck : Inbox}
          title={status === 'pending' ? texts.emptyPendingTitle : texts.emptyTitle}
          text={status === 'pending' ? texts.emptyPendingText : texts.emptyText}
        />
      ) : (
        <ol className="divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface shadow-card">
          {results.map(({ address_id, customer, formatted, submitted_at }) => (
            <li key={address_id}>
              {/* No prefetch: the API records every view of a proof. */}
              <Link
                href={`/proofs/${address_id}`}
                prefetch={false}
                className="flex items-center gap-4 px-5 py-4 outline-offset-[-2px] transition-colors hover:bg-wash sm:px-6"
              >
                <span className="grid min-w-0 grow gap-x-6 gap-y-1 sm:grid-cols-[1fr_auto]">
                  <span className="min-w-0 font-medium break-words text-ink">
                    <bdi>{customer.full_name || customer.email}</bdi>
                  </span>
                  <span className="text-sm text-ink-soft">
                    <Time at={submitted_at} />
                  </span>
                  <span className="min-w-0 text-sm break-words text-ink-soft sm:col-span-2">
                    {formatted.map((line, index) => (
                      <Fragment key={index}>
                        {index > 0 && ', '}
                        <bdi>{line}</bdi>
                      </Fragment>
                    ))}
                  </span>
                </span>
                <ChevronRight aria-hidden className="size-5 shrink-0 text-ink-soft rtl:-scale-x-100" />
              </Link>
            </li>
          ))}
        </ol>
      )}
      <Pagination
        texts={texts}
        first={cursor && proofsPath({ status })}
        next={next_cursor && proofsPath({ status, cursor: next_cursor })}
      />
    </>
  );
};
