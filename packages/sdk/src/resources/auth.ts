import { withoutData } from '../answer.ts';
import type { Connection } from '../connection.ts';
import { DoorstepCall } from '../doorstep-call.ts';
import { isDoorstepError } from '../doorstep-error.ts';
import type { CallOptions } from '../doorstep-options.ts';
import {
  type AccountChangeEmailBody,
  type AccountChangePasswordBody,
  type AccountConfirmPasswordResetBody,
  type AccountLoginBody,
  type AccountRegisterBody,
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
export type ConfirmPasswordResetInput = AccountConfirmPasswordResetBody;
export type ChangeEmailInput = AccountChangeEmailBody;

/** Accounts and passwords. None of these calls is repeated after a fault. */
export class Auth {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Creates an account and signs in. Throws `email_taken`, `validation_failed`, `rate_limited`. */
  register(input: RegisterInput, options?: CallOptions): DoorstepCall<Profile> {
    return this.#enter(accountRegister(input, this.#connection.asAnyone(options)));
  }

  /** Signs in; the tokens go to the token store. Throws `invalid_credentials`, `rate_limited`. */
  login(input: LoginInput, options?: CallOptions): DoorstepCall<Profile> {
    return this.#enter(accountLogin(input, this.#connection.asAnyone(options)));
  }

  /** Ends the session and forgets the tokens, these also when the server cannot be reached: then it throws after it. */
  logout(options?: CallOptions): DoorstepCall<void> {
    const end = async () => {
      try {
        return await accountLogout(this.#connection.asCustomer(options)).withResponse();
      } catch (error) {
        // Then the session has ended already.
        if (!isDoorstepError(error, 'not_authenticated', 'token_invalid', 'token_expired')) throw error;
        return withoutData<void>(error);
      } finally {
        await this.#connection.signedOut();
      }
    };
    return new DoorstepCall(end());
  }

  /** Whether tokens are kept: whether somebody is signed in, as far as this side knows. */
  isSignedIn(): Promise<boolean> {
    return this.#connection.isSignedIn();
  }

  /** Changes the password, and ends every other session. */
  changePassword(input: ChangePasswordInput, options?: CallOptions): DoorstepCall<void> {
    return accountChangePassword(input, this.#connection.asCustomer(options));
  }

  /** Asks for a mail with a reset link; it succeeds whether or not the e-mail is known. */
  requestPasswordReset(email: string, options?: CallOptions): DoorstepCall<void> {
    return accountRequestPasswordReset({ email }, this.#connection.asAnyone(options));
  }

  /** Sets a new password with the token of a reset mail, and ends every session. Throws `token_invalid`. */
  confirmPasswordReset(input: ConfirmPasswordResetInput, options?: CallOptions): DoorstepCall<void> {
    return accountConfirmPasswordReset(input, this.#connection.asAnyone(options));
  }

  /** Confirms an e-mail, or a new one, with the token that was mailed there. Throws `token_invalid`. */
  verifyEmail(token: string, options?: CallOptions): DoorstepCall<void> {
    return accountVerifyEmail({ token }, this.#connection.asAnyone(options));
  }

  /** Asks for another mail that confirms the e-mail. */
  resendVerification(options?: CallOptions): DoorstepCall<void> {
    return accountResendVerification(this.#connection.asCustomer(options));
  }

  /** Mails a link to the new address, which makes the change. */
  changeEmail(input: ChangeEmailInput, options?: CallOptions): DoorstepCall<void> {
    return accountChangeEmail(input, this.#connection.asCustomer(options));
  }

  /** Restores the e-mail as it was, with the token mailed to the old address, and ends every session. Throws `token_invalid`. */
  undoEmailChange(token: string, options?: CallOptions): DoorstepCall<void> {
    return accountUndoEmailChange({ token }, this.#connection.asAnyone(options));
  }

  #enter(call: DoorstepCall<SignedIn>): DoorstepCall<Profile> {
    return call.map(async (signedIn) => {
      await this.#connection.signedIn(signedIn);
      return signedIn.user;
    });
  }
}
