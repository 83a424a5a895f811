import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { AccountHead } from '../../../accounts/account-head.tsx';
import { RegisterForm } from '../../../accounts/register-form.tsx';
import { tenantBrand } from '../../../sdk/tenant.ts';
import { formAnswerIn } from '../../../session/form-post.ts';
import { safePath } from '../../../session/safe-path.ts';
import { requestTexts } from '../../../texts/request-texts.ts';
import { Notice } from '../../../ui/notice.tsx';
import { TextLink } from '../../../ui/text-link.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).register.title });

const RegisterPage = async ({ searchParams }: { searchParams: Promise<{ next?: string }> }) => {
  const { next } = await searchParams;
  const { register, signIn } = await requestTexts();
  const { name } = await tenantBrand();
  const answer = formAnswerIn(await cookies());
  return (
    <>
      <AccountHead title={register.title} lead={register.lead(name)} />
      {answer && (
        <div className="mb-5">
          <Notice tone="danger" requestId={answer.requestId}>
            {answer.detail}
          </Notice>
        </div>
      )}
      <RegisterForm next={safePath(next)} values={answer?.values} />
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
