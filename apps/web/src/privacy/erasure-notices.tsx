'use client';
import { useRouter } from 'next/navigation';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { useTime } from '../ui/time.tsx';
import { showToast } from '../ui/toasts.tsx';
import { useAction } from '../ui/use-action.ts';

/** The date of a pending deletion, and a button that cancels it. */
export const ErasurePending = ({ eraseAt }: { eraseAt: string }) => {
  const texts = useTexts();
  const time = useTime();
  const router = useRouter();
  const { busy, problem, run } = useAction();

  const cancelErasure = () =>
    run(async () => {
      await browserClient().privacy.cancelErasure();
      showToast({ text: texts.data.erasureCancelled });
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
      <Button busy={busy} onClick={cancelErasure}>
        {texts.data.keep}
      </Button>
    </div>
  );
};

/** Confirms on the sign-in page that the account will be deleted, and says how to cancel that in time. */
export const ErasureRequested = ({ eraseAt }: { eraseAt: string }) => {
  const { data } = useTexts();
  const time = useTime();
  const text = Date.parse(eraseAt) > Date.now() ? data.requested(time(eraseAt, 'date')) : data.requestedNow;
  return <span suppressHydrationWarning>{text}</span>;
};
