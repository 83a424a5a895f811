'use client';
import { Form } from '../forms/form.tsx';
import { PasswordField } from '../forms/password-field.tsx';
import { SubmitButton } from '../forms/submit-button.tsx';
import { TextField } from '../forms/text-field.tsx';
import { useServerForm } from '../forms/use-server-form.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';

const schema = () => import('@doorstep/contracts/account').then(({ AcceptInvitationInput }) => AcceptInvitationInput);

/** Sets the first password of an invited customer with a mailed token, from a link or typed in as a code. */
export const AcceptInvitationForm = ({ token }: { token: string }) => {
  const { acceptInvitation, resetPassword, register } = useTexts();
  const form = useServerForm({
    name: 'accept-invitation',
    values: { token, new_password: '' },
    schema,
    secrets: ['token', 'new_password'],
    submit: async (input) => {
      await browserClient().auth.acceptInvitation(input);
      location.assign('/sign-in?done=invitation');
      return undefined;
    },
  });
  return (
    <Form form={form}>
      {!token && <TextField name="token" label={resetPassword.code} dir="ltr" autoComplete="one-time-code" required />}
      <PasswordField
        name="new_password"
        label={acceptInvitation.password}
        hint={register.passwordHint}
        autoComplete="new-password"
      />
      <SubmitButton>{acceptInvitation.submit}</SubmitButton>
    </Form>
  );
};
