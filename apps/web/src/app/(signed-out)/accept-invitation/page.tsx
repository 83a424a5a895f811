import type { Metadata } from 'next';
import { AcceptInvitationForm } from '../../../accounts/accept-invitation-form.tsx';
import { tenantBrand } from '../../../sdk/tenant.ts';
import { requestTexts } from '../../../texts/request-texts.ts';
import { TextLink } from '../../../ui/links.tsx';
import { SignedOutHeader } from '../../../ui/page-layout.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await requestTexts()).acceptInvitation.title,
});

const AcceptInvitationPage = async ({ searchParams }: { searchParams: Promise<{ token?: string }> }) => {
  const { acceptInvitation } = await requestTexts();
  const { name } = await tenantBrand();
  return (
    <>
      <SignedOutHeader title={acceptInvitation.title} lead={acceptInvitation.lead(name)} />
      <AcceptInvitationForm token={(await searchParams).token ?? ''} />
      <p className="mt-6 text-sm">
        <TextLink href="/forgot-password">{acceptInvitation.askAgain}</TextLink>
      </p>
    </>
  );
};

export default AcceptInvitationPage;
