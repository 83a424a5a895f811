'use client';
import { isDoorstepError } from '@doorstep/sdk';
import { useState } from 'react';
import { Form } from '../forms/form.tsx';
import { PasswordField } from '../forms/password-field.tsx';
import { SubmitButton } from '../forms/submit-button.tsx';
import { TextField } from '../forms/text-field.tsx';
import { useServerForm } from '../forms/use-server-form.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Notice } from '../ui/notice.tsx';

const schema = () =>
  import('@doorstep/contracts/account').then(({ ConfirmPasswordResetInput }) => ConfirmPasswordResetInput);

/**
 * Sets a new password with a mailed token, from a link or typed in as a code. Where the reset also clears the account,
 * the first attempt only warns.
 */
export const ResetPasswordForm = ({ token }: { token: string }) => {
  const { resetPassword, register } = useTexts();
  const [warning, setWarning] = useState<string | null>(null);
  const form = useServerForm({
    name: 'reset-password',
    values: { token, new_password: '' },
    schema,
    secrets: ['token', 'new_password'],
    submit: async (input) => {
      try {
        await browserClient().auth.confirmPasswordReset({ ...input, only_if_confirmed: warning === null });
      } catch (error) {
        if (!isDoorstepError(error, 'email_not_verified')) throw error;
        setWarning(error.detail);
        return undefined;
      }
      location.assign('/sign-in?done=password');
      return undefined;
    },
  });
  return (
    <Form form={form}>
      {!token && <TextField name="token" label={resetPassword.code} dir="ltr" autoComplete="one-time-code" required />}
      <PasswordField
        name="new_password"
        label={resetPassword.password}
        hint={register.passwordHint}
        autoComplete="new-password"
      />
      {warning !== null && <Notice tone="danger">{warning}</Notice>}
      <SubmitButton kind={warning === null ? 'primary' : 'danger'}>
        {warning === null ? resetPassword.submit : resetPassword.submitAndRemove}
      </SubmitButton>
    </Form>
  );
};
