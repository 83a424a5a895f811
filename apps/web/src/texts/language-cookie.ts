/** Keeps the language that somebody chose; page scripts may read it. */
export const languageCookie = 'doorstep-language';
