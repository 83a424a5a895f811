import { apart } from '../texts/apart.ts';
import type { Texts } from '../texts/en.ts';

/** Why a proof was rejected, in words: the API gives a code and, behind a colon, what the reviewer wrote. */
export const proofReasonText = (reason: string, { reasons }: Texts['proofs']): string => {
  const [code = '', ...note] = reason.split(': ');
  const known = Object.entries(reasons).find(([key]) => key === code)?.[1];
  return known ? [known, ...(note.length > 0 ? [apart(note.join(': '))] : [])].join('. ') : reason;
};
