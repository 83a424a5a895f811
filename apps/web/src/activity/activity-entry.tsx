'use client';
import type { ActivityChangesItem } from '@doorstep/sdk';
import { ArrowRight } from 'lucide-react';
import { deviceName } from '../devices/user-agent.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Time, useTime } from '../ui/time.tsx';
import { formatValue, visibleChanges } from './activity-changes.ts';
import { ActivityIcon } from './activity-icon.tsx';
import { type ActivityGroup, isAutomatic } from './group-activity.ts';

/** An event of the account: action, time, actor, device, and changes. */
export const ActivityEntry = ({ group: { event, count } }: { group: ActivityGroup }) => {
  const { activity: texts, devices } = useTexts();
  const { action, at, by, key_name: keyName, device, changes } = event;
  const source = device ? deviceName(device, devices) : keyName;
  const shownChanges = visibleChanges(changes);
  return (
    <article className="flex gap-4 px-5 py-4 sm:px-6">
      <ActivityIcon action={action} />
      <div className="min-w-0 grow">
        <div className="items-baseline justify-between gap-x-4 sm:flex">
          <h2 className={isAutomatic(event) ? 'text-ink-soft' : 'font-medium'}>
            {texts.actions[action] ?? texts.unknown}
            {count > 1 && <span className="font-normal text-ink-soft"> · {texts.times(count)}</span>}
          </h2>
          <p className="shrink-0 text-sm text-ink-soft">
            <Time at={at} />
          </p>
        </div>
        <p className="text-sm text-ink-soft">
          {texts.by[by]}
          {source && (
            <>
              {' · '}
              <span className="[unicode-bidi:isolate]">{source}</span>
            </>
          )}
        </p>
        {shownChanges.length > 0 && (
          <dl className="mt-2 flex flex-wrap gap-x-6 gap-y-1 text-sm">
            {shownChanges.map((change) => (
              <Change key={change.field} change={change} />
            ))}
          </dl>
        )}
      </div>
    </article>
  );
};

const Change = ({ change: { field, before, after } }: { change: ActivityChangesItem }) => {
  const texts = useTexts();
  const time = useTime();
  const format = (value: ActivityChangesItem['before']) => formatValue(field, value, texts, (at) => time(at, 'date'));
  const isNew = before === null || before === '';
  return (
    <div className="flex min-w-0 flex-wrap items-baseline gap-x-2">
      <dt className="text-ink-soft">{texts.activity.fields[field] ?? field}</dt>
      <dd className="flex min-w-0 flex-wrap items-baseline gap-x-1.5 break-words">
        {!isNew && (
          <>
            <span className="sr-only">{texts.activity.before}</span>
            <bdi className="text-ink-soft line-through decoration-ink-soft/50">{format(before)}</bdi>
            <ArrowRight aria-hidden className="size-3.5 shrink-0 self-center text-ink-soft rtl:-scale-x-100" />
            <span className="sr-only">{texts.activity.after}</span>
          </>
        )}
        <bdi className="min-w-0">{format(after)}</bdi>
      </dd>
    </div>
  );
};
