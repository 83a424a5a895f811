import type { Metadata } from 'next';
import { AccountHead } from '../../../accounts/account-head.tsx';
import { ResetPasswordForm } from '../../../accounts/reset-password-form.tsx';
import { requestTexts } from '../../../texts/request-texts.ts';
import { TextLink } from '../../../ui/text-link.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await requestTexts()).resetPassword.title,
});

const ResetPasswordPage = async ({ searchParams }: { searchParams: Promise<{ token?: string }> }) => {
  const { resetPassword } = await requestTexts();
  return (
    <>
      <AccountHead title={resetPassword.title} lead={resetPassword.lead} />
      <ResetPasswordForm token={(await searchParams).token ?? ''} />
      <p className="mt-6 text-sm">
        <TextLink href="/forgot-password">{resetPassword.askAgain}</TextLink>
      </p>
    </>
  );
};

export default ResetPasswordPage;
