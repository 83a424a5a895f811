import type { Metadata } from 'next';
import { AccountSubpage } from '../../../../accounts/account-subpage.tsx';
import { ChangePasswordForm } from '../../../../accounts/change-password-form.tsx';
import { requestTexts } from '../../../../texts/request-texts.ts';
import { Card } from '../../../../ui/page-layout.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).password.title });

const PasswordPage = async () => {
  const { password: texts } = await requestTexts();
  return (
    <AccountSubpage title={texts.title} lead={texts.lead}>
      <Card>
        <ChangePasswordForm />
      </Card>
    </AccountSubpage>
  );
};

export default PasswordPage;
