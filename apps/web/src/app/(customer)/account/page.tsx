import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { SignOutEverywhere } from '../../../accounts/sign-out-everywhere.tsx';
import { SignOutForm } from '../../../shell/sign-out-form.tsx';
import { requestTexts } from '../../../texts/request-texts.ts';
import { buttonStyle } from '../../../ui/button-style.ts';
import { Card } from '../../../ui/card.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).account.title });

type SectionProps = { title: string; text: string; children: ReactNode };

const Section = ({ title, text, children }: SectionProps) => (
  <section className="py-6 first:pt-0 last:pb-0">
    <h2 className="font-semibold">{title}</h2>
    <p className="mt-1 mb-4 text-ink-soft">{text}</p>
    {children}
  </section>
);

const AccountPage = async () => {
  const { account, shell } = await requestTexts();
  return (
    <div className="max-w-2xl">
      <PageHeader title={account.title} lead={account.lead} />
      <Card className="divide-y divide-line">
        <Section title={account.signOutTitle} text={account.signOutText}>
          <SignOutForm>
            <button type="submit" className={buttonStyle('secondary')}>
              {shell.signOut}
            </button>
          </SignOutForm>
        </Section>
        <Section title={account.everywhereTitle} text={account.everywhereText}>
          <SignOutEverywhere />
        </Section>
      </Card>
    </div>
  );
};

export default AccountPage;
