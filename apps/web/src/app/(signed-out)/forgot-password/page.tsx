import type { Metadata } from 'next';
import { ForgotPassword } from '../../../accounts/forgot-password.tsx';
import { requestTexts } from '../../../texts/request-texts.ts';
import { TextLink } from '../../../ui/links.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).forgotPassword.title });

const ForgotPasswordPage = async () => {
  const { forgotPassword } = await requestTexts();
  return (
    <>
      <ForgotPassword />
      <p className="mt-6 text-sm">
        <TextLink href="/sign-in">{forgotPassword.toSignIn}</TextLink>
      </p>
    </>
  );
};

export default ForgotPasswordPage;
