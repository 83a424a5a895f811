'use client';
import { Form } from '../forms/form.tsx';
import { PasswordField } from '../forms/password-field.tsx';
import { SubmitButton } from '../forms/submit-button.tsx';
import { TextField } from '../forms/text-field.tsx';
import { useServerForm } from '../forms/use-server-form.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { pathAfterSignIn } from '../session/pages.ts';
import { useTexts } from '../texts/texts-context.tsx';

/** Signs in, with or without scripts. `next` is a path of this app. */
export const SignInForm = ({ next, email = '' }: { next: string; email?: string | undefined }) => {
  const { signIn } = useTexts();
  const form = useServerForm({
    name: 'sign-in',
    values: { email, password: '' },
    secrets: ['password'],
    submit: async (input) => {
      const user = await browserClient().auth.login(input);
      // A full load, so that no state survives a change of the customer.
      location.assign(pathAfterSignIn(user, next));
      return undefined;
    },
  });
  return (
    <Form form={form} action="/api/auth/login/">
      <input type="hidden" name="next" value={next} />
      <TextField name="email" label={signIn.email} type="email" dir="ltr" autoComplete="username" required />
      <PasswordField name="password" label={signIn.password} autoComplete="current-password" />
      <SubmitButton worksWithoutScripts className="mt-1">
        {signIn.submit}
      </SubmitButton>
    </Form>
  );
};
