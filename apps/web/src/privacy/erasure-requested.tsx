'use client';
import { useTexts } from '../texts/texts-context.tsx';
import { useTime } from '../ui/use-time.ts';

/** Tells who has just asked for it when the account will be deleted, and how to keep it as long as that is possible. */
export const ErasureRequested = ({ eraseAt }: { eraseAt: string }) => {
  const { data } = useTexts();
  const time = useTime();
  const text = Date.parse(eraseAt) > Date.now() ? data.requested(time(eraseAt, 'date')) : data.requestedNow;
  return <span suppressHydrationWarning>{text}</span>;
};
