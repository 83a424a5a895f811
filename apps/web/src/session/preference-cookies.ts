/** Stores the language that the user chose. Page scripts can read it. */
export const languageCookie = 'doorstep-language';

/** The themes to choose from; `system` follows the device. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Stores the theme that the user chose. */
export const themeCookie = 'doorstep-theme';

export const isTheme = (value: string | undefined): value is Theme => themes.some((theme) => theme === value);

/** Stores the id of the customer who hid the reminder to confirm the e-mail. */
export const hiddenReminderCookie = 'doorstep-hidden-reminder';

const reminderHiddenSeconds = 7 * 24 * 60 * 60;

/** Hides the reminder from this customer in this browser for a week. */
export const hideReminder = (customer: string): void => {
  // biome-ignore lint/suspicious/noDocumentCookie: Firefox and Safari have no cookie store
  document.cookie = `${hiddenReminderCookie}=${customer}; Path=/; Max-Age=${reminderHiddenSeconds}; SameSite=Lax`;
};
