import type { DoorstepOptions, SignedOutReason } from './doorstep-options.ts';
import { accountRefresh, type SignedIn, type TokenPair } from './generated/operations.ts';
import { refreshTokens } from './token-refresh.ts';
import { MemoryTokenStore, type TokenStore, type Tokens } from './token-store.ts';
import { guarded, Transport } from './transport.ts';

/** A token that expires within this time, in milliseconds, could expire on its way to the server. */
const expiryMargin = 5_000;

/**
 * A connection to one tenant of an API, for one customer at a time. It stores and refreshes tokens. `DoorstepClient` creates
 * one. Create your own to use single resources and keep the others out of a bundle: `new Addresses(new Connection(options))`.
 */
export class Connection extends Transport<Tokens> {
  readonly #options: DoorstepOptions;
  readonly #store: TokenStore | null;
  /** Whether the app knows that the customer is signed out. */
  #signedOutNotified = false;

  constructor(options: DoorstepOptions) {
    super(options);
    this.#options = options;
    this.#store = options.tokenStore === false ? null : (options.tokenStore ?? new MemoryTokenStore());
  }

  /** @internal Stores the tokens after a sign-in. */
  async signedIn(answer: SignedIn): Promise<void> {
    await guarded(async () => {
      // Without a store, the server of the app has removed the tokens from the answer.
      await this.#store?.set(tokensOf(answer, answer.user.user_id));
      this.#signedOutNotified = false;
    });
  }

  /** @internal Removes the tokens after a sign-out. */
  async signedOut(): Promise<void> {
    await guarded(async () => {
      await this.#store?.clear();
      this.#notifySignedOut('logout');
    });
  }

  /** Whether tokens are stored. The server may have ended the session since. */
  async isSignedIn(): Promise<boolean> {
    return guarded(async () => (await this.#store?.get()) != null);
  }

  /** Returns the tokens to send. Refreshes them if they are about to expire, or if the server has refused these. */
  protected override async tokenAfter(refused: Tokens | null | undefined): Promise<Tokens | null> {
    if (refused === undefined) {
      const tokens = (await this.#store?.get()) ?? null;
      return tokens && tokens.expiresAt - expiryMargin <= Date.now() ? this.#refresh(tokens) : tokens;
    }
    if (!this.#store) this.#notifySignedOut('session_ended');
    const next = refused && (await this.#refresh(refused));
    // If another customer has signed in since, the call must not use their token.
    return next?.userId === refused?.userId ? next : null;
  }

  async #refresh(stale: Tokens): Promise<Tokens | null> {
    const store = this.#store;
    if (!store) return null;
    const renewed = await refreshTokens(store, stale, async ({ refreshToken, userId }) =>
      tokensOf(await accountRefresh({ refresh_token: refreshToken }, this.asAnyone()), userId),
    );
    if (!renewed) this.#notifySignedOut('session_ended');
    return renewed;
  }

  /** Notifies the app once, even if many calls find out at the same time. */
  #notifySignedOut(reason: SignedOutReason): void {
    if (this.#signedOutNotified) return;
    this.#signedOutNotified = true;
    this.#options.onSignedOut?.(reason);
  }
}

const tokensOf = ({ access_token, refresh_token, expires_in }: TokenPair, userId: string): Tokens => ({
  accessToken: access_token,
  refreshToken: refresh_token,
  expiresAt: Date.now() + expires_in * 1000,
  userId,
});
