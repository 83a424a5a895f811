'use client';
import { Form } from '../forms/form.tsx';
import { PasswordField } from '../forms/password-field.tsx';
import { SubmitButton } from '../forms/submit-button.tsx';
import { TextField } from '../forms/text-field.tsx';
import { useServerForm } from '../forms/use-server-form.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';

const schema = () => import('@doorstep/contracts/account').then(({ RegisterInput }) => RegisterInput);

/** Creates an account and signs in, with or without scripts. `next` is a path of this app. */
export const RegisterForm = ({ next, values = {} }: { next: string; values?: Record<string, string> | undefined }) => {
  const { register, signIn } = useTexts();
  const form = useServerForm({
    name: 'register',
    values: { full_name: values.full_name ?? '', email: values.email ?? '', password: '' },
    schema,
    secrets: ['password'],
    submit: async (input) => {
      await browserClient().auth.register(input);
      location.assign(next);
      return undefined;
    },
  });
  return (
    <Form form={form} action="/api/auth/register/">
      <input type="hidden" name="next" value={next} />
      <TextField name="full_name" label={register.name} autoComplete="name" />
      <TextField name="email" label={signIn.email} type="email" dir="ltr" autoComplete="username" required />
      <PasswordField name="password" label={signIn.password} hint={register.passwordHint} autoComplete="new-password" />
      <SubmitButton worksWithoutScripts className="mt-1">
        {register.submit}
      </SubmitButton>
    </Form>
  );
};
