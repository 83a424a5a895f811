import type { Metadata } from 'next';
import { MailedTokenForm } from '../../../accounts/mailed-token-form.tsx';
import { requestTexts } from '../../../texts/request-texts.ts';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).email.verifyTitle });

const VerifyEmailPage = async ({ searchParams }: { searchParams: Promise<{ token?: string }> }) => (
  <MailedTokenForm purpose="verify" token={(await searchParams).token ?? ''} />
);

export default VerifyEmailPage;
