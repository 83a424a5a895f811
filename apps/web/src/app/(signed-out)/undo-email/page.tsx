import type { Metadata } from 'next';
import { MailedTokenForm } from '../../../accounts/mailed-token-form.tsx';
import { requestTexts } from '../../../texts/request-texts.ts';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).email.undoTitle });

const UndoEmailPage = async ({ searchParams }: { searchParams: Promise<{ token?: string }> }) => (
  <MailedTokenForm purpose="undo" token={(await searchParams).token ?? ''} />
);

export default UndoEmailPage;
