'use client';
import { useState } from 'react';
import { forgetDrafts } from '../forms/draft.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { useAction } from '../ui/use-action.ts';

/** Ends the customer's sessions on all devices, this one last. It asks once more, in its place. */
export const SignOutEverywhere = () => {
  const texts = useTexts();
  const [asked, setAsked] = useState(false);
  const { busy, problem, run } = useAction();

  const end = () =>
    run(async () => {
      const { sessions, auth } = browserClient();
      const others = (await sessions.list()).filter(({ current }) => !current);
      await Promise.all(others.map(({ id }) => sessions.revoke(id)));
      forgetDrafts();
      await auth.logout();
      location.assign('/sign-in?done=everywhere');
      return 'leaving';
    });

  return (
    <div className="flex flex-col items-start gap-4">
      <ProblemNotice problem={problem} />
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
