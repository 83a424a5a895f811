import type { Metadata } from 'next';
import { ResetPasswordForm } from '../../../accounts/reset-password-form.tsx';
import { requestTexts } from '../../../texts/request-texts.ts';
import { TextLink } from '../../../ui/links.tsx';
import { SignedOutHeader } from '../../../ui/page-layout.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await requestTexts()).resetPassword.title,
});

const ResetPasswordPage = async ({ searchParams }: { searchParams: Promise<{ token?: string }> }) => {
  const { resetPassword } = await requestTexts();
  return (
    <>
      <SignedOutHeader title={resetPassword.title} lead={resetPassword.lead} />
      <ResetPasswordForm token={(await searchParams).token ?? ''} />
      <p className="mt-6 text-sm">
        <TextLink href="/forgot-password">{resetPassword.askAgain}</TextLink>
      </p>
    </>
  );
};

export default ResetPasswordPage;
