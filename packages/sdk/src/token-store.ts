/** The tokens of a signed-in customer. */
export type Tokens = {
  /** A JWT, good for some minutes. */
  accessToken: string;
  /** Good for one refresh. */
  refreshToken: string;
  /** When the access token ends, in milliseconds since 1970 by the clock of this machine. */
  expiresAt: number;
  /** Whose they are. */
  userId: string;
};

/**
 * Keeps tokens between calls: in memory, in cookies, in a phone's secure storage. Several clients may share one; a refresh
 * is then made once for all of them.
 */
export type TokenStore = {
  /** The tokens as they were last set, or null. */
  get(): Tokens | null | Promise<Tokens | null>;
  set(tokens: Tokens): void | Promise<void>;
  clear(): void | Promise<void>;
};

/** Keeps tokens as long as the page or process lives. */
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
