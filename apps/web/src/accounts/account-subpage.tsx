import type { ReactNode } from 'react';
import { requestTexts } from '../texts/request-texts.ts';
import { BackLink } from '../ui/links.tsx';
import { PageHeader } from '../ui/page-layout.tsx';

type AccountSubpageProps = { title: string; lead: string; children: ReactNode };

/** A page below the account page, with a link back. */
export const AccountSubpage = async ({ title, lead, children }: AccountSubpageProps) => {
  const { accountPages } = await requestTexts();
  return (
    <div className="max-w-2xl">
      <BackLink href="/account">{accountPages.toAccount}</BackLink>
      <PageHeader title={title} lead={lead} />
      {children}
    </div>
  );
};
