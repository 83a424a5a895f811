'use client';
import { useState } from 'react';
import { useHydrated } from '../forms/use-hydrated.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { type ProblemText, problemText } from '../ui/problem-text.ts';

/** Asks for another mail that confirms the e-mail. */
export const ResendVerification = ({ email }: { email: string }) => {
  const texts = useTexts();
  const hydrated = useHydrated();
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState(false);
  const [problem, setProblem] = useState<ProblemText | null>(null);

  const resend = async () => {
    setBusy(true);
    setSent(false);
    setProblem(null);
    try {
      await browserClient().auth.resendVerification();
      setSent(true);
    } catch (error) {
      setProblem(problemText(error, texts));
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="flex flex-col items-start gap-4">
      {sent && <Notice tone="success">{texts.email.resent(email)}</Notice>}
      {problem && (
        <Notice tone="danger" requestId={problem.requestId}>
          {problem.text}
        </Notice>
      )}
      <Button kind="secondary" busy={busy} disabled={!hydrated} onClick={resend}>
        {texts.email.resend}
      </Button>
    </div>
  );
};
