import type { Address } from '@doorstep/sdk';
import type { Texts } from '../texts/en.ts';
import { Badge } from '../ui/badge.tsx';

type ProofStatusProps = { address: Pick<Address, 'proof_status' | 'proof_reason'>; texts: Texts['addresses'] };

const tones = { pending: 'warning', approved: 'success', rejected: 'danger' } as const;

/** What has become of a proof of address and, where it was rejected, why. */
export const ProofStatus = ({ address: { proof_status, proof_reason }, texts }: ProofStatusProps) => {
  if (proof_status === 'none') return null;
  return (
    <>
      <Badge tone={tones[proof_status]}>{texts.proof[proof_status]}</Badge>
      {proof_reason && (
        <p className="w-full text-sm break-words">
          <span className="text-ink-soft">{texts.proofReason}</span> <bdi>{proof_reason}</bdi>
        </p>
      )}
    </>
  );
};
