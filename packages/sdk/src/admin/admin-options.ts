import type { ConnectionOptions } from '../doorstep-options.ts';

/** The options of a client for a system of the tenant. */
export type AdminOptions = ConnectionOptions & {
  /** The API key, `dsk_…`. Load it from a secret store or the environment, and never send it to a browser or a phone. */
  apiKey: string | undefined;
  /** The id of the tenant. Not needed, because a key belongs to one tenant. With another one, calls throw `tenant_mismatch`. */
  tenantId?: string | undefined;
  /**
   * Allows the client in a browser, where everyone who opens the page can read the key. Only for tools that no customer can
   * reach, and for tests in a simulated browser.
   */
  dangerouslyAllowBrowser?: boolean | undefined;
};
