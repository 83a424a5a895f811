type Globals = {
  document?: unknown;
  navigator?: { userAgent?: string; product?: string };
};

/**
 * Whether the code runs in a browser, in one of its workers, in a simulated page, or in an app of React Native. Servers with
 * globals of a browser, such as Cloudflare Workers and Deno, do not count.
 */
export const runsInBrowser = (): boolean => {
  const { document, navigator = {} } = globalThis as Globals;
  // All browsers say Mozilla, also in workers, which have no document. No server runtime does.
  return document !== undefined || /^Mozilla\//.test(navigator.userAgent ?? '') || navigator.product === 'ReactNative';
};
