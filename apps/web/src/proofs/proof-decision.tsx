'use client';
import { type AddressProof, isDoorstepError } from '@doorstep/sdk';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ProofStatus } from '../addresses/proof-status.tsx';
import { useHydrated } from '../forms/use-hydrated.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { type ProblemText, problemText } from '../ui/problem-text.ts';
import { showToast } from '../ui/toasts.tsx';
import { RejectProofForm } from './reject-proof-form.tsx';

type ProofDecisionProps = {
  proof: AddressProof;
  /** Whether it is the reviewer's own. */
  own: boolean;
};

/** Approves or rejects a proof; tells where somebody else was faster, or the customer changed it since it was opened. */
export const ProofDecision = ({ proof, own }: ProofDecisionProps) => {
  const texts = useTexts();
  const router = useRouter();
  const hydrated = useHydrated();
  const [rejecting, setRejecting] = useState(false);
  const [busy, setBusy] = useState(false);
  const [overtaken, setOvertaken] = useState<'decided' | 'changed' | null>(null);
  const [problem, setProblem] = useState<ProblemText | null>(null);
  const name = proof.customer.full_name || proof.customer.email;

  const leave = (text: string) => {
    showToast({ text });
    router.push('/proofs');
    router.refresh();
  };

  const wasOvertaken = (error: unknown): boolean => {
    if (!isDoorstepError(error, 'conflict', 'precondition_failed')) return false;
    setOvertaken(isDoorstepError(error, 'conflict') ? 'decided' : 'changed');
    setRejecting(false);
    router.refresh();
    return true;
  };

  const approve = async () => {
    setBusy(true);
    setProblem(null);
    setOvertaken(null);
    try {
      await browserClient().staff.approveAddressProof(proof);
      leave(texts.proofs.approved(name));
    } catch (error) {
      setBusy(false);
      if (!wasOvertaken(error)) setProblem(problemText(error, texts));
    }
  };

  const isOpen = proof.proof_status === 'pending' && !own;
  return (
    <div className="flex flex-col gap-4">
      {overtaken && <Notice tone="danger">{texts.proofs[overtaken]}</Notice>}
      <ProblemNotice problem={problem} />
      {own && <Notice tone="neutral">{texts.proofs.own}</Notice>}
      {proof.proof_status !== 'pending' && (
        <div className="flex flex-col items-start gap-2">
          <ProofStatus address={proof} texts={texts} />
        </div>
      )}
      {isOpen && rejecting && (
        <RejectProofForm
          proof={proof}
          onRejected={() => leave(texts.proofs.rejected(name))}
          onRefused={wasOvertaken}
          onCancel={() => setRejecting(false)}
        />
      )}
      {isOpen && !rejecting && (
        <div className="flex flex-wrap gap-3">
          <Button busy={busy} disabled={!hydrated} onClick={approve} className="grow">
            {texts.proofs.approve}
          </Button>
          <Button kind="danger" disabled={!hydrated || busy} onClick={() => setRejecting(true)} className="grow">
            {texts.proofs.reject}
          </Button>
        </div>
      )}
    </div>
  );
};
