/** Bytes in an `ArrayBuffer` of their own. TypeScript before 5.7 has no name for them. */
export type Bytes = ReturnType<Uint8Array['slice']>;

/** Decodes base64 with padding. Returns undefined for any other text. */
export const fromBase64 = (text: string): Bytes | undefined =>
  text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text)
    ? Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
    : undefined;

/** Decodes base64url without padding, as in JSON Web Keys. */
export const fromBase64Url = (text: string): Bytes | undefined => {
  const base64 = text.replaceAll('-', '+').replaceAll('_', '/');
  return fromBase64(base64.padEnd(Math.ceil(base64.length / 4) * 4, '='));
};
