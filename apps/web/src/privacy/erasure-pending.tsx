'use client';
import { useRouter } from 'next/navigation';
import { useHydrated } from '../forms/use-hydrated.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { showToast } from '../ui/toasts.tsx';
import { useAction } from '../ui/use-action.ts';
import { useTime } from '../ui/use-time.ts';

/** When the account will be deleted, and the way to keep it. */
export const ErasurePending = ({ eraseAt }: { eraseAt: string }) => {
  const texts = useTexts();
  const time = useTime();
  const router = useRouter();
  const hydrated = useHydrated();
  const { busy, problem, run } = useAction();

  const keep = () =>
    run(async () => {
      await browserClient().privacy.cancelErasure();
      showToast({ text: texts.data.kept });
      router.refresh();
      return 'leaving';
    });

  return (
    <div className="mt-3 flex flex-col items-start gap-4">
      <Notice tone="danger">
        <p className="font-medium" suppressHydrationWarning>
          {texts.data.pendingTitle(time(eraseAt, 'date'))}
        </p>
        <p>{texts.data.pendingText}</p>
      </Notice>
      <ProblemNotice problem={problem} />
      <Button busy={busy} disabled={!hydrated} onClick={keep}>
        {texts.data.keep}
      </Button>
    </div>
  );
};
