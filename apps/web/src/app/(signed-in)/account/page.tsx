import type { Metadata } from 'next';
import { AccountLinks } from '../../../accounts/account-links.tsx';
import { SignOutEverywhere } from '../../../accounts/sign-out-everywhere.tsx';
import { SignOutForm } from '../../../shell/sign-out.tsx';
import { requestTexts } from '../../../texts/request-texts.ts';
import { buttonStyle } from '../../../ui/button-style.ts';
import { Card, PageHeader, Section } from '../../../ui/page-layout.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).account.title });

const AccountPage = async () => {
  const { account, shell } = await requestTexts();
  return (
    <div className="max-w-2xl">
      <PageHeader title={account.title} lead={account.lead} />
      <AccountLinks />
      <Card className="mt-6 divide-y divide-line">
        <Section title={account.signOutTitle} text={account.signOutText}>
          <SignOutForm>
            <button type="submit" className={buttonStyle('secondary')}>
              {shell.signOut}
            </button>
          </SignOutForm>
        </Section>
        <Section id="everywhere" title={account.everywhereTitle} text={account.everywhereText}>
          <SignOutEverywhere />
        </Section>
      </Card>
    </div>
  );
};

export default AccountPage;
