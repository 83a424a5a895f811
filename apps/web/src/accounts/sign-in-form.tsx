'use client';
import { isDoorstepError } from '@doorstep/sdk';
import { useState } from 'react';
import { Form } from '../forms/form.tsx';
import { PasswordField } from '../forms/password-field.tsx';
import { SubmitButton } from '../forms/submit-button.tsx';
import { TextField } from '../forms/text-field.tsx';
import { useServerForm } from '../forms/use-server-form.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { pathAfterSignIn } from '../session/pages.ts';
import { useTexts } from '../texts/texts-context.tsx';

type SignInFormProps = {
  /** A path of this app. */
  next: string;
  email?: string | undefined;
  /** Where a customer reaches the shop, which may have blocked the account. */
  contactUrl: string | null;
};

/** Signs in, with or without scripts. */
export const SignInForm = ({ next, email = '', contactUrl }: SignInFormProps) => {
  const { signIn } = useTexts();
  const [blocked, setBlocked] = useState(false);
  const form = useServerForm({
    name: 'sign-in',
    values: { email, password: '' },
    secrets: ['password'],
    submit: async (input) => {
      setBlocked(false);
      const user = await browserClient()
        .auth.login(input)
        .catch((error) => {
          setBlocked(isDoorstepError(error, 'account_blocked'));
          throw error;
        });
      // A full load, so that no state survives a change of the customer.
      location.assign(pathAfterSignIn(user, next));
      return undefined;
    },
  });
  return (
    <Form form={form} action="/api/auth/login/">
      {blocked && contactUrl && (
        <a href={contactUrl} className="font-medium text-brand-text underline underline-offset-4">
          {signIn.contactShop}
        </a>
      )}
      <input type="hidden" name="next" value={next} />
      <TextField name="email" label={signIn.email} type="email" dir="ltr" autoComplete="username" required />
      <PasswordField name="password" label={signIn.password} autoComplete="current-password" />
      <SubmitButton worksWithoutScripts className="mt-1">
        {signIn.submit}
      </SubmitButton>
    </Form>
  );
};
