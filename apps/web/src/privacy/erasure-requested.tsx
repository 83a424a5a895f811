'use client';
import { useTexts } from '../texts/texts-context.tsx';
import { useTime } from '../ui/use-time.ts';

/** Tells who has just asked for it when the account will be gone. */
export const ErasureRequested = ({ eraseAt }: { eraseAt: string }) => {
  const { data } = useTexts();
  const time = useTime();
  return <span suppressHydrationWarning>{data.requested(time(eraseAt, 'date'))}</span>;
};
