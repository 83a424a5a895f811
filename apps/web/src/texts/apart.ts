/** Sets apart what comes from elsewhere, so that it does not turn a right-to-left sentence around. */
export const apart = (text: string): string => `\u2068${text}\u2069`;
