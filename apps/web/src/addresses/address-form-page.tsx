import { type ReactNode, Suspense } from 'react';
import { requestTexts } from '../texts/request-texts.ts';
import { BackLink } from '../ui/links.tsx';
import { Card, PageHeader, Skeleton } from '../ui/page-layout.tsx';

type AddressFormPageProps = { title: string; lead?: string; children: ReactNode };

/** The page around the form of an address, with a placeholder while it loads. */
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
