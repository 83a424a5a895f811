import type { Address } from '@doorstep/sdk';
import { proofReasonText } from '../proofs/proof-reason.ts';
import type { Texts } from '../texts/en.ts';
import { Badge } from '../ui/badge.tsx';

type ProofStatusProps = {
  address: Pick<Address, 'proof_status' | 'proof_reason'>;
  texts: Pick<Texts, 'addresses' | 'proofs'>;
};

const tones = { pending: 'warning', approved: 'success', rejected: 'danger' } as const;

/** What has become of a proof of address and, where it was rejected, why. */
export const ProofStatus = ({
  address: { proof_status, proof_reason },
  texts: { addresses, proofs },
}: ProofStatusProps) => {
  if (proof_status === 'none') return null;
  return (
    <>
      <Badge tone={tones[proof_status]}>{addresses.proof[proof_status]}</Badge>
      {proof_reason && (
        <p className="w-full text-sm break-words">
          <span className="text-ink-soft">{addresses.proofReason}</span>{' '}
          <span className="[unicode-bidi:isolate]">{proofReasonText(proof_reason, proofs)}</span>
        </p>
      )}
    </>
  );
};
