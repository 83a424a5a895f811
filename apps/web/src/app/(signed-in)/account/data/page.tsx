import type { Metadata } from 'next';
import { Suspense } from 'react';
import { AccountSubpage } from '../../../../accounts/account-subpage.tsx';
import { DeleteAccountForm } from '../../../../privacy/delete-account-form.tsx';
import { ErasurePending } from '../../../../privacy/erasure-notices.tsx';
import { ExportData } from '../../../../privacy/export-data.tsx';
import { Loaded } from '../../../../sdk/loaded.tsx';
import { readProfile } from '../../../../sdk/server-client.ts';
import { currentTenant } from '../../../../sdk/tenant.ts';
import { requestTexts } from '../../../../texts/request-texts.ts';
import { Card, Section, Skeleton } from '../../../../ui/page-layout.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).data.title });

const DataPage = async () => {
  const { data: texts } = await requestTexts();
  const { erasure_days } = await currentTenant();
  return (
    <AccountSubpage title={texts.title} lead={texts.lead}>
      <Card className="divide-y divide-line">
        <Section title={texts.exportTitle} text={texts.exportText}>
          <ExportData />
        </Section>
        <Section title={texts.deleteTitle}>
          <Suspense fallback={<Skeleton className="mt-1 h-32" />}>
            <Loaded read={readProfile}>
              {({ erase_at }) =>
                erase_at ? (
                  <ErasurePending eraseAt={erase_at} />
                ) : (
                  <>
                    <p className="mt-1 mb-4 text-ink-soft">{texts.deleteText(erasure_days)}</p>
                    <DeleteAccountForm />
                  </>
                )
              }
            </Loaded>
          </Suspense>
        </Section>
      </Card>
    </AccountSubpage>
  );
};

export default DataPage;
