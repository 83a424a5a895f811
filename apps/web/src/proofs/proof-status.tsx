import type { Address } from '@doorstep/sdk';
import type { Texts } from '../texts/en.ts';
import { isolate } from '../texts/text-format.ts';
import { Badge } from '../ui/badge.tsx';

/** The reason of a rejection as text. The API sends a code and, after a colon, the reviewer's note. */
export const proofReasonText = (reason: string, { reasons }: Texts['proofs']): string => {
  const [code = '', ...note] = reason.split(': ');
  const text = Object.entries(reasons).find(([key]) => key === code)?.[1];
  return text ? [text, ...(note.length > 0 ? [isolate(note.join(': '))] : [])].join('. ') : reason;
};

type ProofStatusProps = {
  address: Pick<Address, 'proof_status' | 'proof_reason'>;
  texts: Pick<Texts, 'addresses' | 'proofs'>;
};

const tones = { pending: 'warning', approved: 'success', rejected: 'danger' } as const;

/** The review status of a proof of address, with the reason of a rejection. */
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
