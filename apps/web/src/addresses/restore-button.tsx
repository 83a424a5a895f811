'use client';
import { Undo2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { useHydrated } from '../forms/use-hydrated.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { showToast } from '../ui/toasts.tsx';
import { useAction } from '../ui/use-action.ts';

/** Takes back the deletion of an address. */
export const RestoreButton = ({ id, name }: { id: string; name: string }) => {
  const texts = useTexts();
  const router = useRouter();
  const hydrated = useHydrated();
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
      <Button kind="secondary" size="small" busy={busy || refreshing} disabled={!hydrated} onClick={restore}>
        <Undo2 aria-hidden className="size-4 rtl:-scale-x-100" />
        {texts.addresses.restore}
      </Button>
      <ProblemNotice problem={problem} />
    </div>
  );
};
