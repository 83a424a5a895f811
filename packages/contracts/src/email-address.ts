// What no mailbox is written with: spaces, controls, invisible characters, and what quotes or lists addresses.
const unusable = /[\s\p{Cc}\p{Cf}@"<>,;:\\()[\]]/u;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Whether a text can be an e-mail address, with an internationalized domain too. Whether it exists, only a mail can tell. */
export const isEmailAddress = (value: string): boolean => {
  const at = value.lastIndexOf('@');
  if (at < 1 || value.length > 320) return false;
  return isLocalPart(value.slice(0, at)) && isDomain(value.slice(at + 1));
};

/** RFC 5321 section 4.1.2, without quoted strings. */
const isLocalPart = (local: string): boolean =>
  [...local].length <= 64 && !unusable.test(local) && local.split('.').every((atom) => atom !== '');

/** RFC 1123 section 2.1, in the form that name servers know. A name that ends in a number is an address (RFC 3696 section 2). */
const isDomain = (domain: string): boolean => {
  if (unusable.test(domain) || /[!-,/:-@[-`{-~]/.test(domain) || !URL.canParse(`http://${domain}`)) return false;
  const { hostname } = new URL(`http://${domain}`);
  const labels = hostname.split('.');
  return (
    hostname.length <= 253 &&
    labels.length > 1 &&
    labels.every((name) => label.test(name)) &&
    !/^\d+$/.test(labels.at(-1) ?? '')
  );
};
