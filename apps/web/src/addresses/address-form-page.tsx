import { type ReactNode, Suspense } from 'react';
import { requestTexts } from '../texts/request-texts.ts';
import { BackLink } from '../ui/back-link.tsx';
import { Card } from '../ui/card.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

type AddressFormPageProps = { title: string; lead?: string; children: ReactNode };

/** What is around the form of an address, and holds its place while it is on its way. */
export const AddressFormPage = async ({ title, lead, children }: AddressFormPageProps) => {
  const { addresses, common } = await requestTexts();
  return (
    <div className="max-w-2xl">
      <BackLink href="/addresses">{addresses.title}</BackLink>
      <PageHeader title={title} lead={lead} />
      <Card>
        <Suspense
          fallback={
            <div role="status" aria-label={common.loading}>
              <Skeleton className="h-[48rem]" />
            </div>
          }
        >
          {children}
        </Suspense>
      </Card>
    </div>
  );
};
