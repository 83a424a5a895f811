'use client';
import { useState } from 'react';
import { forgetDrafts } from '../forms/draft.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { type ProblemText, problemText } from '../ui/problem-text.ts';

/** Ends the customer's sessions on all devices, this one last. It asks once more, in its place. */
export const SignOutEverywhere = () => {
  const texts = useTexts();
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemText | null>(null);

  const end = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const { sessions, auth } = browserClient();
      const others = (await sessions.list()).filter(({ current }) => !current);
      await Promise.all(others.map(({ id }) => sessions.revoke(id)));
      forgetDrafts();
      await auth.logout();
      location.assign('/sign-in?done=everywhere');
    } catch (error) {
      setProblem(problemText(error, texts));
      setBusy(false);
    }
  };

  return (
    <div className="flex flex-col items-start gap-4">
      {problem && (
        <Notice tone="danger" requestId={problem.requestId}>
          {problem.text}
        </Notice>
      )}
      {asked && <p role="status">{texts.account.everywhereConfirm}</p>}
      <div className="flex flex-wrap gap-3">
        <Button kind="danger" busy={busy} onClick={asked ? end : () => setAsked(true)}>
          {texts.account.everywhere}
        </Button>
        {asked && !busy && (
          <Button kind="secondary" onClick={() => setAsked(false)}>
            {texts.common.cancel}
          </Button>
        )}
      </div>
    </div>
  );
};
