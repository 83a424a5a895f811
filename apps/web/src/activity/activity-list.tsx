'use client';
import type { ActivityPage } from '@doorstep/sdk';
import { useEffect, useRef, useState } from 'react';
import { useHydrated } from '../forms/use-hydrated.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { useAction } from '../ui/use-action.ts';
import { ActivityEntry } from './activity-entry.tsx';
import { activityPerPage } from './activity-page-size.ts';
import { foldActivity } from './fold-activity.ts';

/** The activity, and more of it as far back as somebody wants to read. */
export const ActivityList = ({ first }: { first: ActivityPage }) => {
  const texts = useTexts();
  const hydrated = useHydrated();
  const [events, setEvents] = useState(first.results);
  const [cursor, setCursor] = useState(first.next_cursor);
  const { busy, problem, run } = useAction();
  const added = useRef<HTMLLIElement>(null);
  const [firstAdded, setFirstAdded] = useState<string | null>(null);
  // Whoever reads with the keyboard, or has it read out, goes on where the new ones begin.
  useEffect(() => {
    if (firstAdded) added.current?.focus({ preventScroll: true });
  }, [firstAdded]);

  const more = async () => {
    if (!cursor) return;
    await run(async () => {
      const page = await browserClient().activity.list({ limit: activityPerPage, cursor });
      const next = [...events, ...page.results];
      const shown = new Set(foldActivity(events).map(({ event }) => event.id));
      setEvents(next);
      setCursor(page.next_cursor);
      setFirstAdded(foldActivity(next).find(({ event }) => !shown.has(event.id))?.event.id ?? null);
    });
  };

  return (
    <>
      <Card className="p-0! sm:p-0!">
        <ol className="divide-y divide-line">
          {foldActivity(events).map((line) => {
            const { id } = line.event;
            return (
              <li
                key={id}
                {...(id === firstAdded && { ref: added, tabIndex: -1 })}
                className="outline-offset-[-2px] first:rounded-t-2xl last:rounded-b-2xl"
              >
                <ActivityEntry line={line} />
              </li>
            );
          })}
        </ol>
      </Card>
      <div className="mt-6 flex flex-col items-center gap-4">
        <ProblemNotice problem={problem} />
        {cursor ? (
          <Button kind="secondary" busy={busy} disabled={!hydrated} onClick={more}>
            {texts.activity.more}
          </Button>
        ) : (
          <p className="text-sm text-ink-soft">{texts.activity.end}</p>
        )}
      </div>
    </>
  );
};
