/** The tokens of a signed-in customer. */
export type Tokens = {
  /** A JWT, valid for some minutes. */
  accessToken: string;
  /** A token for a single refresh. */
  refreshToken: string;
  /** When the access token expires, in milliseconds since 1970 by the clock of this machine. */
  expiresAt: number;
  /** The id of the customer. */
  userId: string;
};

/**
 * Stores tokens between calls, such as in memory, in cookies or in the secure storage of a phone. Clients that share a store
 * also share token refreshes.
 */
export type TokenStore = {
  /** Returns the stored tokens, or null. */
  get(): Tokens | null | Promise<Tokens | null>;
  set(tokens: Tokens): void | Promise<void>;
  clear(): void | Promise<void>;
};

/** Stores tokens in memory, until the page or process ends. */
export class MemoryTokenStore implements TokenStore {
  #tokens: Tokens | null = null;

  get(): Tokens | null {
    return this.#tokens;
  }

  set(tokens: Tokens): void {
    this.#tokens = tokens;
  }

  clear(): void {
    this.#tokens = null;
  }
}
