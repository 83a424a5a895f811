import type { AddressProofDetail } from '@doorstep/sdk';
import { PostalLines } from '../addresses/address-lines.tsx';
import { currentCustomer } from '../sdk/server-client.ts';
import { requestLanguage, requestTexts } from '../texts/request-texts.ts';
import { Card, PageHeader } from '../ui/page-layout.tsx';
import { Time } from '../ui/time.tsx';
import { ProofDecision } from './proof-decision.tsx';
import { ProofImage } from './proof-image.tsx';

/** A proof beside its address, with the decision. */
export const ProofReview = async ({ proof }: { proof: AddressProofDetail }) => {
  const [{ proofs: texts }, language] = [await requestTexts(), await requestLanguage()];
  const { customer, formatted, country, submitted_at, proof_image, version } = proof;
  const name = customer.full_name || customer.email;
  const isOwn = (await currentCustomer())?.userId === customer.user_id;
  return (
    <>
      <PageHeader title={texts.reviewTitle(name)} />
      <div className="grid items-start gap-6 grid-cols-[minmax(0,1fr)] lg:grid-cols-[minmax(0,1fr)_20rem]">
        {proof_image && <ProofImage key={version} link={proof_image} name={name} />}
        <div className="flex flex-col gap-4">
          <Card className="flex flex-col gap-5">
            <div>
              <h2 className="text-sm text-ink-soft">{texts.address}</h2>
              <PostalLines formatted={formatted} country={country} language={language} className="mt-1 text-lg" />
            </div>
            <div>
              <h2 className="text-sm text-ink-soft">{texts.customer}</h2>
              {customer.full_name && (
                <p>
                  <bdi>{customer.full_name}</bdi>
                </p>
              )}
              <p className="break-all">
                <bdi>{customer.email}</bdi>
              </p>
            </div>
            <div>
              <h2 className="text-sm text-ink-soft">{texts.submitted}</h2>
              <p>
                <Time at={submitted_at} />
              </p>
            </div>
            <ProofDecision proof={proof} isOwn={isOwn} />
          </Card>
          <p className="text-sm text-ink-soft">{texts.viewRecorded}</p>
        </div>
      </div>
    </>
  );
};
