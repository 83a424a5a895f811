'use client';
import { useTexts } from '../texts/texts-context.tsx';
import { Time } from '../ui/time.tsx';

/** Until which day a deletion can be taken back, as it is where the reader is. */
export const RestorableUntil = ({ at }: { at: string }) => {
  const { addresses } = useTexts();
  return <Time at={at} style="date" text={addresses.deletedUntil} />;
};
