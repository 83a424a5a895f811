import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { RegisterForm } from '../../../accounts/register-form.tsx';
import { tenantBrand } from '../../../sdk/tenant.ts';
import { readFormFeedback } from '../../../session/form-post.ts';
import { safePath } from '../../../session/same-origin.ts';
import { requestTexts } from '../../../texts/request-texts.ts';
import { TextLink } from '../../../ui/links.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { SignedOutHeader } from '../../../ui/page-layout.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).register.title });

const RegisterPage = async ({ searchParams }: { searchParams: Promise<{ next?: string }> }) => {
  const { next } = await searchParams;
  const { register, signIn } = await requestTexts();
  const { name } = await tenantBrand();
  const feedback = readFormFeedback(await cookies());
  return (
    <>
      <SignedOutHeader title={register.title} lead={register.lead(name)} />
      {feedback && (
        <div className="mb-5">
          <Notice tone="danger" requestId={feedback.requestId}>
            {feedback.detail}
          </Notice>
        </div>
      )}
      <RegisterForm next={safePath(next)} values={feedback?.values} />
      <p className="mt-6 text-sm text-ink-soft">
        {register.haveAccount}{' '}
        <TextLink href={next ? `/sign-in?next=${encodeURIComponent(safePath(next))}` : '/sign-in'}>
          {signIn.submit}
        </TextLink>
      </p>
    </>
  );
};

export default RegisterPage;
