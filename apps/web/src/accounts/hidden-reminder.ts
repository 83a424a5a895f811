/** Names the customer who has hidden the reminder to confirm the e-mail. */
export const hiddenReminderCookie = 'doorstep-hidden-reminder';

const seconds = 7 * 24 * 60 * 60;

/** Hides the reminder from this customer in this browser for a week. */
export const hideReminder = (customer: string): void => {
  // biome-ignore lint/suspicious/noDocumentCookie: Firefox and Safari have no cookie store
  document.cookie = `${hiddenReminderCookie}=${customer}; Path=/; Max-Age=${seconds}; SameSite=Lax`;
};
