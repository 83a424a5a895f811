/** How many events are asked for at a time. */
export const activityPerPage = 25;
