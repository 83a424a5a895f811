'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useHydrated } from '../forms/use-hydrated.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { type ProblemText, problemText } from '../ui/problem-text.ts';
import { showToast } from '../ui/toasts.tsx';
import { useTime } from '../ui/use-time.ts';

/** When the account will be gone, and the way back. */
export const ErasurePending = ({ eraseAt }: { eraseAt: string }) => {
  const texts = useTexts();
  const time = useTime();
  const router = useRouter();
  const hydrated = useHydrated();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemText | null>(null);

  const keep = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await browserClient().privacy.cancelErasure();
      showToast({ text: texts.data.kept });
      router.refresh();
    } catch (error) {
      setProblem(problemText(error, texts));
      setBusy(false);
    }
  };

  return (
    <div className="mt-3 flex flex-col items-start gap-4">
      <Notice tone="danger">
        <p className="font-medium" suppressHydrationWarning>
          {texts.data.pendingTitle(time(eraseAt, 'date'))}
        </p>
        <p>{texts.data.pendingText}</p>
      </Notice>
      {problem && (
        <Notice tone="danger" requestId={problem.requestId}>
          {problem.text}
        </Notice>
      )}
      <Button busy={busy} disabled={!hydrated} onClick={keep}>
        {texts.data.keep}
      </Button>
    </div>
  );
};
