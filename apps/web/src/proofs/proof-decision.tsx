'use client';
import { type AddressProof, isDoorstepError } from '@doorstep/sdk';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { type ProblemText, problemText } from '../ui/problem-text.ts';
import { showToast } from '../ui/toasts.tsx';
import { ProofStatus } from './proof-status.tsx';
import { RejectProofForm } from './reject-proof-form.tsx';

type ProofDecisionProps = {
  proof: AddressProof;
  /** Whether the proof is the reviewer's own. */
  isOwn: boolean;
};

/** Approves or rejects a proof. Shows when another reviewer decided first, or the customer changed the address. */
export const ProofDecision = ({ proof, isOwn }: ProofDecisionProps) => {
  const texts = useTexts();
  const router = useRouter();
  const [rejecting, setRejecting] = useState(false);
  const [busy, setBusy] = useState(false);
  const [conflict, setConflict] = useState<'decided' | 'changed' | null>(null);
  const [problem, setProblem] = useState<ProblemText | null>(null);
  const name = proof.customer.full_name || proof.customer.email;

  const leave = (text: string) => {
    showToast({ text });
    router.push('/proofs');
    router.refresh();
  };

  const handleConflict = (error: unknown): boolean => {
    if (!isDoorstepError(error, 'conflict', 'precondition_failed')) return false;
    setConflict(isDoorstepError(error, 'conflict') ? 'decided' : 'changed');
    setRejecting(false);
    router.refresh();
    return true;
  };

  const approve = async () => {
    setBusy(true);
    setProblem(null);
    setConflict(null);
    try {
      await browserClient().staff.approveAddressProof(proof);
      leave(texts.proofs.approved(name));
    } catch (error) {
      setBusy(false);
      if (!handleConflict(error)) setProblem(problemText(error, texts));
    }
  };

  const isOpen = proof.proof_status === 'pending' && !isOwn;
  return (
    <div className="flex flex-col gap-4">
      {conflict && <Notice tone="danger">{texts.proofs[conflict]}</Notice>}
      <ProblemNotice problem={problem} />
      {isOwn && <Notice tone="neutral">{texts.proofs.own}</Notice>}
      {proof.proof_status !== 'pending' && (
        <div className="flex flex-col items-start gap-2">
          <ProofStatus address={proof} texts={texts} />
        </div>
      )}
      {isOpen && rejecting && (
        <RejectProofForm
          proof={proof}
          onRejected={() => leave(texts.proofs.rejected(name))}
          onRefused={handleConflict}
          onCancel={() => setRejecting(false)}
        />
      )}
      {isOpen && !rejecting && (
        <div className="flex flex-wrap gap-3">
          <Button busy={busy} onClick={approve} className="grow">
            {texts.proofs.approve}
          </Button>
          <Button kind="danger" disabled={busy} onClick={() => setRejecting(true)} className="grow">
            {texts.proofs.reject}
          </Button>
        </div>
      )}
    </div>
  );
};
