import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { ErasurePending } from '../../../../privacy/erasure-pending.tsx';
import { readProfile } from '../../../../profile/read-profile.ts';
import { Loaded } from '../../../../sdk/loaded.tsx';
import { safePath } from '../../../../session/safe-path.ts';
import { requestTexts } from '../../../../texts/request-texts.ts';
import { Card } from '../../../../ui/card.tsx';
import { PageHeader } from '../../../../ui/page-header.tsx';
import { TextLink } from '../../../../ui/text-link.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).data.keep });

/** What a customer sees first who signs in while the account is to be deleted. */
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
