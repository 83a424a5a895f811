import type { Profile } from '@doorstep/sdk';
import type { Metadata } from 'next';
import { Suspense } from 'react';
import { AccountSubpage } from '../../../../accounts/account-subpage.tsx';
import { ChangeEmailForm } from '../../../../accounts/change-email-form.tsx';
import { ResendVerification } from '../../../../accounts/resend-verification.tsx';
import { Loaded } from '../../../../sdk/loaded.tsx';
import { readProfile } from '../../../../sdk/server-client.ts';
import { requestTexts } from '../../../../texts/request-texts.ts';
import { Badge } from '../../../../ui/badge.tsx';
import { TextLink } from '../../../../ui/links.tsx';
import { Card, Section, Skeleton } from '../../../../ui/page-layout.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).email.title });

const EmailPage = async () => {
  const { email: texts } = await requestTexts();
  return (
    <AccountSubpage title={texts.title} lead={texts.lead}>
      <Card className="divide-y divide-line">
        <Suspense fallback={<Skeleton className="mb-6 h-20" />}>
          <Loaded read={readProfile}>{(profile) => <CurrentEmail profile={profile} />}</Loaded>
        </Suspense>
        <Section title={texts.changeTitle} text={texts.changeText}>
          <ChangeEmailForm />
        </Section>
      </Card>
    </AccountSubpage>
  );
};

const CurrentEmail = async ({ profile: { email, email_verified } }: { profile: Profile }) => {
  const { email: texts } = await requestTexts();
  return (
    <section className="pb-6">
      <h2 className="font-semibold">{texts.current}</h2>
      <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 break-all">
        <bdi>{email}</bdi>
        <Badge tone={email_verified ? 'success' : 'warning'}>
          {email_verified ? texts.verified : texts.unverified}
        </Badge>
      </p>
      {!email_verified && (
        <>
          <p className="mt-3 mb-4 text-ink-soft">{texts.unverifiedText(email)}</p>
          <ResendVerification email={email} />
          <p className="mt-4 text-sm">
            <TextLink href="/verify-email">{texts.code}</TextLink>
          </p>
        </>
      )}
    </section>
  );
};

export default EmailPage;
