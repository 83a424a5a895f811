'use client';
import { useState } from 'react';
import { Form } from '../forms/form.tsx';
import { PasswordField } from '../forms/password-field.tsx';
import { SubmitButton } from '../forms/submit-button.tsx';
import { TextField } from '../forms/text-field.tsx';
import { useServerForm } from '../forms/use-server-form.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

const schema = () => import('@doorstep/contracts/email').then(({ ChangeEmailInput }) => ChangeEmailInput);

/** Requests a change of e-mail, which a mailed link completes. */
export const ChangeEmailForm = () => {
  const { email: texts } = useTexts();
  const [sentTo, setSentTo] = useState<string | null>(null);
  if (sentTo === null) return <EmailForm onSent={setSentTo} />;
  return (
    <div className="flex flex-col items-start gap-4">
      <Notice tone="success">
        <p className="font-medium">{texts.sentTitle}</p>
        <p>{texts.sent(sentTo)}</p>
      </Notice>
      <Button kind="secondary" onClick={() => setSentTo(null)}>
        {texts.another}
      </Button>
    </div>
  );
};

const EmailForm = ({ onSent }: { onSent: (email: string) => void }) => {
  const { email: texts, password } = useTexts();
  const form = useServerForm({
    name: 'change-email',
    values: { new_email: '', current_password: '' },
    schema,
    secrets: ['current_password'],
    submit: async (input) => {
      await browserClient().auth.changeEmail(input);
      onSent(input.new_email);
      return undefined;
    },
  });
  return (
    <Form form={form}>
      <TextField name="new_email" label={texts.newEmail} type="email" dir="ltr" autoComplete="email" required />
      <PasswordField name="current_password" label={password.current} autoComplete="current-password" />
      <div>
        <SubmitButton>{texts.changeSubmit}</SubmitButton>
      </div>
    </Form>
  );
};
