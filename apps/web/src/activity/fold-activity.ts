import type { Activity } from '@doorstep/sdk';

/** One line of the activity: an event, or several in a row that are of no interest one by one. */
export type ActivityLine = { event: Activity; count: number };

const quiet = new Set(['session.refreshed', 'session.refresh_repeated']);

/** Whether nobody did anything: an app that is in use renews its session by itself. */
export const isQuiet = ({ action }: Activity): boolean => quiet.has(action);

/** Makes one line of quiet events in a row from one device: there are several an hour. The newest of them stands for all. */
export const foldActivity = (events: readonly Activity[]): ActivityLine[] => {
  const lines: ActivityLine[] = [];
  for (const event of events) {
    const last = lines.at(-1);
    if (last && isQuiet(event) && isQuiet(last.event) && event.device === last.event.device) last.count += 1;
    else lines.push({ event, count: 1 });
  }
  return lines;
};
