'use client';
import { Undo2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState, useTransition } from 'react';
import { useHydrated } from '../forms/use-hydrated.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { type ProblemText, problemText } from '../ui/problem-text.ts';
import { TextLink } from '../ui/text-link.tsx';
import { showToast } from '../ui/toasts.tsx';

/** Takes back the deletion of an address. */
export const RestoreButton = ({ id, name }: { id: string; name: string }) => {
  const texts = useTexts();
  const router = useRouter();
  const hydrated = useHydrated();
  const [busy, setBusy] = useState(false);
  const [refreshing, startRefresh] = useTransition();
  const [problem, setProblem] = useState<ProblemText | null>(null);
  const restore = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await browserClient().addresses.restore(id);
      showToast({ text: texts.addresses.restored(name) });
      startRefresh(() => router.refresh());
      document.getElementById('content')?.focus();
    } catch (error) {
      setProblem(problemText(error, texts));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="mt-4 flex flex-col items-start gap-3">
      <Button kind="secondary" size="small" busy={busy || refreshing} disabled={!hydrated} onClick={restore}>
        <Undo2 aria-hidden className="size-4 rtl:-scale-x-100" />
        {texts.addresses.restore}
      </Button>
      {problem && (
        <Notice tone="danger" requestId={problem.requestId}>
          {problem.text} {problem.way && <TextLink href={problem.way.href}>{problem.way.label}</TextLink>}
        </Notice>
      )}
    </div>
  );
};
