/** E-mails are compared without case, in one normal form. */
export const emailKey = (email: string): string => email.normalize('NFC').trim().toLowerCase();
