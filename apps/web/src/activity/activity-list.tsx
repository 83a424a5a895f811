'use client';
import type { ActivityPage } from '@doorstep/sdk';
import { useEffect, useRef, useState } from 'react';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/page-layout.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { useAction } from '../ui/use-action.ts';
import { ActivityEntry } from './activity-entry.tsx';
import { activityPerPage, groupActivity } from './group-activity.ts';

/** The activity, with older events on demand. */
export const ActivityList = ({ first }: { first: ActivityPage }) => {
  const texts = useTexts();
  const [events, setEvents] = useState(first.results);
  const [cursor, setCursor] = useState(first.next_cursor);
  const { busy, problem, run } = useAction();
  const firstAddedItem = useRef<HTMLLIElement>(null);
  const [firstAdded, setFirstAdded] = useState<string | null>(null);
  // Keyboard and screen reader continue at the first new event.
  useEffect(() => {
    if (firstAdded) firstAddedItem.current?.focus({ preventScroll: true });
  }, [firstAdded]);

  const loadMore = async () => {
    if (!cursor) return;
    await run(async () => {
      const page = await browserClient().activity.list({ limit: activityPerPage, cursor });
      const next = [...events, ...page.results];
      const shown = new Set(groupActivity(events).map(({ event }) => event.id));
      setEvents(next);
      setCursor(page.next_cursor);
      setFirstAdded(groupActivity(next).find(({ event }) => !shown.has(event.id))?.event.id ?? null);
    });
  };

  return (
    <>
      <Card className="p-0! sm:p-0!">
        <ol className="divide-y divide-line">
          {groupActivity(events).map((group) => {
            const { id } = group.event;
            return (
              <li
                key={id}
                {...(id === firstAdded && { ref: firstAddedItem, tabIndex: -1 })}
                className="outline-offset-[-2px] first:rounded-t-2xl last:rounded-b-2xl"
              >
                <ActivityEntry group={group} />
              </li>
            );
          })}
        </ol>
      </Card>
      <div className="mt-6 flex flex-col items-center gap-4">
        <ProblemNotice problem={problem} />
        {cursor ? (
          <Button kind="secondary" busy={busy} onClick={loadMore}>
            {texts.activity.more}
          </Button>
        ) : (
          <p className="text-sm text-ink-soft">{texts.activity.end}</p>
        )}
      </div>
    </>
  );
};
