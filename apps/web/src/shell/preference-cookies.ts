/** How the app looks: as the device does, unless somebody chose. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Keeps the theme that somebody chose. */
export const themeCookie = 'doorstep-theme';

export const isTheme = (value: string | undefined): value is Theme => themes.some((theme) => theme === value);
