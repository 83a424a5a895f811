'use client';
import { useState } from 'react';
import { clearDrafts } from '../forms/draft-storage.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { useAction } from '../ui/use-action.ts';

/** Ends the sessions on all devices, this one last, after a confirmation. */
export const SignOutEverywhere = () => {
  const texts = useTexts();
  const [confirming, setConfirming] = useState(false);
  const { busy, problem, run } = useAction();

  const signOutEverywhere = () =>
    run(async () => {
      const { sessions, auth } = browserClient();
      const others = (await sessions.list()).filter(({ current }) => !current);
      await Promise.all(others.map(({ id }) => sessions.revoke(id)));
      clearDrafts();
      await auth.logout();
      location.assign('/sign-in?done=everywhere');
      return 'leaving';
    });

  return (
    <div className="flex flex-col items-start gap-4">
      <ProblemNotice problem={problem} />
      {confirming && <p role="status">{texts.account.everywhereConfirm}</p>}
      <div className="flex flex-wrap gap-3">
        <Button kind="danger" busy={busy} onClick={confirming ? signOutEverywhere : () => setConfirming(true)}>
          {texts.account.everywhere}
        </Button>
        {confirming && !busy && (
          <Button kind="secondary" onClick={() => setConfirming(false)}>
            {texts.common.cancel}
          </Button>
        )}
      </div>
    </div>
  );
};
