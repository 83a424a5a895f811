// Spaces, control and invisible characters, and characters that quote or separate addresses.
const forbidden = /[\s\p{Cc}\p{Cf}@"<>,;:\\()[\]]/u;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Whether a text has the form of an e-mail address. The domain may be internationalized. */
export const isEmailAddress = (value: string): boolean => {
  const at = value.lastIndexOf('@');
  if (at < 1 || value.length > 320) return false;
  return isLocalPart(value.slice(0, at)) && isDomain(value.slice(at + 1));
};

/** RFC 5321 section 4.1.2, without quoted strings. */
const isLocalPart = (local: string): boolean =>
  [...local].length <= 64 && !forbidden.test(local) && local.split('.').every((atom) => atom !== '');

/** RFC 1123 section 2.1, checked in ASCII form. A domain does not end in a number (RFC 3696 section 2). */
const isDomain = (domain: string): boolean => {
  if (forbidden.test(domain) || /[!-,/:-@[-`{-~]/.test(domain) || !URL.canParse(`http://${domain}`)) return false;
  const { hostname } = new URL(`http://${domain}`);
  const labels = hostname.split('.');
  return (
    hostname.length <= 253 &&
    labels.length > 1 &&
    labels.every((name) => label.test(name)) &&
    !/^\d+$/.test(labels.at(-1) ?? '')
  );
};
