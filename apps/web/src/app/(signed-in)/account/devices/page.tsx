import type { Metadata } from 'next';
import { Suspense } from 'react';
import { AccountSubpage } from '../../../../accounts/account-subpage.tsx';
import { DeviceList } from '../../../../devices/device-list.tsx';
import { Loaded } from '../../../../sdk/loaded.tsx';
import { requestTexts } from '../../../../texts/request-texts.ts';
import { TextLink } from '../../../../ui/links.tsx';
import { Card, Skeleton } from '../../../../ui/page-layout.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).devices.title });

const DevicesPage = async () => {
  const { devices: texts } = await requestTexts();
  return (
    <AccountSubpage title={texts.title} lead={texts.lead}>
      <Card>
        <Suspense fallback={<Skeleton className="h-40" />}>
          <Loaded read={(client) => client.sessions.list()}>{(sessions) => <DeviceList sessions={sessions} />}</Loaded>
        </Suspense>
      </Card>
      <section className="mt-8">
        <h2 className="font-semibold">{texts.unrecognized}</h2>
        <p className="mt-1 text-ink-soft">{texts.unrecognizedText}</p>
        <p className="mt-3 flex flex-wrap gap-x-6 gap-y-2">
          <TextLink href="/account/password">{texts.toPassword}</TextLink>
          <TextLink href="/account#everywhere">{texts.toEverywhere}</TextLink>
        </p>
      </section>
    </AccountSubpage>
  );
};

export default DevicesPage;
