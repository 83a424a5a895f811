'use client';
import { Undo2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Time } from '../ui/time.tsx';
import { showToast } from '../ui/toasts.tsx';
import { useAction } from '../ui/use-action.ts';

/** Restores a deleted address. */
export const RestoreButton = ({ id, name }: { id: string; name: string }) => {
  const texts = useTexts();
  const router = useRouter();
  const { busy, problem, run } = useAction();
  const [refreshing, startRefresh] = useTransition();
  const restore = () =>
    run(async () => {
      await browserClient().addresses.restore(id);
      showToast({ text: texts.addresses.restored(name) });
      startRefresh(() => router.refresh());
      document.getElementById('content')?.focus();
    });
  return (
    <div className="mt-4 flex flex-col items-start gap-3">
      <Button kind="secondary" size="small" busy={busy || refreshing} onClick={restore}>
        <Undo2 aria-hidden className="size-4 rtl:-scale-x-100" />
        {texts.addresses.restore}
      </Button>
      <ProblemNotice problem={problem} />
    </div>
  );
};

/** The last day of the restore period, in the reader's time zone. */
export const RestorableUntil = ({ at }: { at: string }) => {
  const { addresses } = useTexts();
  return <Time at={at} style="date" text={addresses.deletedUntil} />;
};
