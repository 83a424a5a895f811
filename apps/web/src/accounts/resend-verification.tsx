'use client';
import { useState } from 'react';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { useAction } from '../ui/use-action.ts';

/** Requests another mail that confirms the e-mail. */
export const ResendVerification = ({ email }: { email: string }) => {
  const texts = useTexts();
  const { busy, problem, run } = useAction();
  const [sent, setSent] = useState(false);

  const resend = () =>
    run(async () => {
      setSent(false);
      await browserClient().auth.resendVerification();
      setSent(true);
    });

  return (
    <div className="flex flex-col items-start gap-4">
      {sent && <Notice tone="success">{texts.email.resent(email)}</Notice>}
      <ProblemNotice problem={problem} />
      <Button kind="secondary" busy={busy} onClick={resend}>
        {texts.email.resend}
      </Button>
    </div>
  );
};
