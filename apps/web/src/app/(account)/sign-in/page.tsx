import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { AccountHead } from '../../../accounts/account-head.tsx';
import { SignInForm } from '../../../accounts/sign-in-form.tsx';
import { ErasureRequested } from '../../../privacy/erasure-requested.tsx';
import { tenantBrand } from '../../../sdk/tenant.ts';
import { formAnswerIn } from '../../../session/form-post.ts';
import { safePath } from '../../../session/safe-path.ts';
import { requestTexts } from '../../../texts/request-texts.ts';
import { Notice } from '../../../ui/notice.tsx';
import { TextLink } from '../../../ui/text-link.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).signIn.title });

type SignInPageProps = { searchParams: Promise<{ next?: string; ended?: string; done?: string; at?: string }> };

const SignInPage = async ({ searchParams }: SignInPageProps) => {
  const { next, ended, done, at } = await searchParams;
  const { signIn, problems } = await requestTexts();
  const { name } = await tenantBrand();
  const answer = formAnswerIn(await cookies());
  const news = { password: signIn.passwordChanged, everywhere: signIn.signedOutEverywhere }[done ?? ''];
  const wanted = safePath(next);
  return (
    <>
      <AccountHead title={signIn.title} lead={signIn.lead(name)} />
      <div className="mb-5 flex flex-col gap-3 empty:hidden">
        {done === 'erasure' && at && !Number.isNaN(Date.parse(at)) && (
          <Notice tone="neutral">
            <ErasureRequested eraseAt={at} />
          </Notice>
        )}
        {news && <Notice tone="success">{news}</Notice>}
        {ended && <Notice tone="neutral">{problems.sessionEnded}</Notice>}
        {answer && (
          <Notice tone="danger" requestId={answer.requestId}>
            {answer.detail}
          </Notice>
        )}
      </div>
      <SignInForm next={wanted} email={answer?.values.email} />
      <p className="mt-6 text-sm">
        <TextLink href="/forgot-password">{signIn.forgotten}</TextLink>
      </p>
      <p className="mt-3 text-sm text-ink-soft">
        {signIn.noAccount}{' '}
        <TextLink href={next ? `/register?next=${encodeURIComponent(wanted)}` : '/register'}>
          {signIn.register}
        </TextLink>
      </p>
    </>
  );
};

export default SignInPage;
