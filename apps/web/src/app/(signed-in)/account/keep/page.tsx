import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { ErasurePending } from '../../../../privacy/erasure-notices.tsx';
import { Loaded } from '../../../../sdk/loaded.tsx';
import { readProfile } from '../../../../sdk/server-client.ts';
import { safePath } from '../../../../session/same-origin.ts';
import { requestTexts } from '../../../../texts/request-texts.ts';
import { TextLink } from '../../../../ui/links.tsx';
import { Card, PageHeader } from '../../../../ui/page-layout.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).data.keep });

/** The first page after a sign-in while the deletion of the account is pending. */
const KeepAccountPage = async ({ searchParams }: { searchParams: Promise<{ next?: string }> }) => {
  const { data: texts } = await requestTexts();
  const next = safePath((await searchParams).next);
  return (
    <div className="max-w-2xl">
      <PageHeader title={texts.keep} lead={texts.keepLead} />
      <Card>
        <Loaded read={readProfile}>
          {({ erase_at }) => (erase_at ? <ErasurePending eraseAt={erase_at} /> : redirect(next))}
        </Loaded>
      </Card>
      <p className="mt-6">
        <TextLink href={next}>{texts.goOn}</TextLink>
      </p>
    </div>
  );
};

export default KeepAccountPage;
