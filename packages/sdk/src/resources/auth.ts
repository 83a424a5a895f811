import { emptyResponse } from '../api-response.ts';
import type { Connection } from '../connection.ts';
import { DoorstepCall } from '../doorstep-call.ts';
import { isDoorstepError } from '../doorstep-error.ts';
import type { CallOptions } from '../doorstep-options.ts';
import {
  type AccountAcceptInvitationBody,
  type AccountChangeEmailBody,
  type AccountChangePasswordBody,
  type AccountConfirmPasswordResetBody,
  type AccountLoginBody,
  type AccountRegisterBody,
  accountAcceptInvitation,
  accountChangeEmail,
  accountChangePassword,
  accountConfirmPasswordReset,
  accountLogin,
  accountLogout,
  accountRegister,
  accountRequestPasswordReset,
  accountResendVerification,
  accountUndoEmailChange,
  accountVerifyEmail,
  type Profile,
  type SignedIn,
} from '../generated/operations.ts';

export type RegisterInput = AccountRegisterBody;
export type LoginInput = AccountLoginBody;
export type ChangePasswordInput = AccountChangePasswordBody;
export type AcceptInvitationInput = AccountAcceptInvitationBody;
export type ConfirmPasswordResetInput = AccountConfirmPasswordResetBody;
export type ChangeEmailInput = AccountChangeEmailBody;

/** Accounts and passwords. The client never retries these calls. */
export class Auth {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Creates an account and signs in. Throws `email_taken`, `validation_failed` or `rate_limited`. */
  register(input: RegisterInput, options?: CallOptions): DoorstepCall<Profile> {
    return this.#storeTokens(accountRegister(input, this.#connection.asAnyone(options)));
  }

  /** Signs in and stores the tokens. Throws `invalid_credentials` or `rate_limited`. */
  login(input: LoginInput, options?: CallOptions): DoorstepCall<Profile> {
    return this.#storeTokens(accountLogin(input, this.#connection.asAnyone(options)));
  }

  /** Ends the session and removes the tokens. Removes the tokens even if the server cannot be reached, and then throws. */
  logout(options?: CallOptions): DoorstepCall<void> {
    const end = async () => {
      try {
        return await accountLogout(this.#connection.asCaller(options)).withResponse();
      } catch (error) {
        // The session has already ended.
        if (!isDoorstepError(error, 'not_authenticated', 'token_invalid', 'token_expired')) throw error;
        return emptyResponse<void>(error);
      } finally {
        await this.#connection.signedOut();
      }
    };
    return new DoorstepCall(end());
  }

  /** Whether tokens are stored. The server may have ended the session since. */
  isSignedIn(): Promise<boolean> {
    return this.#connection.isSignedIn();
  }

  /** Changes the password, and ends all other sessions. */
  changePassword(input: ChangePasswordInput, options?: CallOptions): DoorstepCall<void> {
    return accountChangePassword(input, this.#connection.asCaller(options));
  }

  /** Requests a mail with a reset link. Succeeds for an unknown e-mail too. */
  requestPasswordReset(email: string, options?: CallOptions): DoorstepCall<void> {
    return accountRequestPasswordReset({ email }, this.#connection.asAnyone(options));
  }

  /** Sets a new password with the token of a reset mail, and ends all sessions. Throws `token_invalid`. */
  confirmPasswordReset(input: ConfirmPasswordResetInput, options?: CallOptions): DoorstepCall<void> {
    return accountConfirmPasswordReset(input, this.#connection.asAnyone(options));
  }

  /** Sets the first password with the token of an invitation. The customer can then sign in. Throws `token_invalid`. */
  acceptInvitation(input: AcceptInvitationInput, options?: CallOptions): DoorstepCall<void> {
    return accountAcceptInvitation(input, this.#connection.asAnyone(options));
  }

  /** Confirms a new or changed e-mail with the token of the mail. Throws `token_invalid`. */
  verifyEmail(token: string, options?: CallOptions): DoorstepCall<void> {
    return accountVerifyEmail({ token }, this.#connection.asAnyone(options));
  }

  /** Requests another confirmation mail. */
  resendVerification(options?: CallOptions): DoorstepCall<void> {
    return accountResendVerification(this.#connection.asCaller(options));
  }

  /** Requests a mail to the new e-mail, with a link that makes the change. */
  changeEmail(input: ChangeEmailInput, options?: CallOptions): DoorstepCall<void> {
    return accountChangeEmail(input, this.#connection.asCaller(options));
  }

  /** Restores the old e-mail with the token of the mail to it, and ends all sessions. Throws `token_invalid`. */
  undoEmailChange(token: string, options?: CallOptions): DoorstepCall<void> {
    return accountUndoEmailChange({ token }, this.#connection.asAnyone(options));
  }

  #storeTokens(call: DoorstepCall<SignedIn>): DoorstepCall<Profile> {
    return call.map(async (signedIn) => {
      await this.#connection.signedIn(signedIn);
      return signedIn.user;
    });
  }
}
