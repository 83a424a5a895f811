import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { SignInForm } from '../../../accounts/sign-in-form.tsx';
import { ErasureRequested } from '../../../privacy/erasure-notices.tsx';
import { tenantBrand } from '../../../sdk/tenant.ts';
import { readFormFeedback } from '../../../session/form-post.ts';
import { safePath } from '../../../session/same-origin.ts';
import { requestTexts } from '../../../texts/request-texts.ts';
import { TextLink } from '../../../ui/links.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { SignedOutHeader } from '../../../ui/page-layout.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).signIn.title });

type SignInPageProps = { searchParams: Promise<{ next?: string; ended?: string; done?: string; at?: string }> };

const SignInPage = async ({ searchParams }: SignInPageProps) => {
  const { next, ended, done, at } = await searchParams;
  const { signIn, problems } = await requestTexts();
  const { name, contact_url } = await tenantBrand();
  const feedback = readFormFeedback(await cookies());
  const confirmation = {
    password: signIn.passwordChanged,
    invitation: signIn.invitationAccepted,
    everywhere: signIn.signedOutEverywhere,
  }[done ?? ''];
  const nextPath = safePath(next);
  return (
    <>
      <SignedOutHeader title={signIn.title} lead={signIn.lead(name)} />
      <div className="mb-5 flex flex-col gap-3 empty:hidden">
        {done === 'erasure' && at && !Number.isNaN(Date.parse(at)) && (
          <Notice tone="neutral">
            <ErasureRequested eraseAt={at} />
          </Notice>
        )}
        {confirmation && <Notice tone="success">{confirmation}</Notice>}
        {ended && <Notice tone="neutral">{problems.sessionEnded}</Notice>}
        {feedback && (
          <Notice tone="danger" requestId={feedback.requestId}>
            {feedback.detail}
          </Notice>
        )}
      </div>
      <SignInForm next={nextPath} email={feedback?.values.email} contactUrl={contact_url} />
      <p className="mt-6 text-sm">
        <TextLink href="/forgot-password">{signIn.forgotten}</TextLink>
      </p>
      <p className="mt-3 text-sm text-ink-soft">
        {signIn.noAccount}{' '}
        <TextLink href={next ? `/register?next=${encodeURIComponent(nextPath)}` : '/register'}>
          {signIn.register}
        </TextLink>
      </p>
    </>
  );
};

export default SignInPage;
