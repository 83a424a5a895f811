import type { Activity } from '@doorstep/sdk';

/** The number of events in one request. */
export const activityPerPage = 25;

/** One row of the activity list: the newest event of a group, and the size of the group. */
export type ActivityGroup = { event: Activity; count: number };

const automatic = new Set(['session.refreshed', 'session.refresh_repeated']);

/** Whether the app caused the event by itself: an open app refreshes its session several times an hour. */
export const isAutomatic = ({ action }: Activity): boolean => automatic.has(action);

/** Groups consecutive automatic events of one device, which would fill the list otherwise. */
export const groupActivity = (events: readonly Activity[]): ActivityGroup[] => {
  const groups: ActivityGroup[] = [];
  for (const event of events) {
    const last = groups.at(-1);
    if (last && isAutomatic(event) && isAutomatic(last.event) && event.device === last.event.device) last.count += 1;
    else groups.push({ event, count: 1 });
  }
  return groups;
};
