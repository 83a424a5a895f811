'use client';
import { useState } from 'react';
import { Form } from '../forms/form.tsx';
import { PasswordField } from '../forms/password-field.tsx';
import { SubmitButton } from '../forms/submit-button.tsx';
import { useServerForm } from '../forms/use-server-form.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Notice } from '../ui/notice.tsx';

const schema = () => import('@doorstep/contracts/account').then(({ ChangePasswordInput }) => ChangePasswordInput);

/** Changes the password. After that the form is empty again. */
export const ChangePasswordForm = () => {
  const { password: texts } = useTexts();
  const [changes, setChanges] = useState(0);
  return (
    <div className="flex flex-col gap-5">
      {changes > 0 && <Notice tone="success">{texts.changed}</Notice>}
      <PasswordForm key={changes} onChanged={() => setChanges(changes + 1)} />
    </div>
  );
};

const PasswordForm = ({ onChanged }: { onChanged: () => void }) => {
  const { password: texts, register } = useTexts();
  const form = useServerForm({
    name: 'change-password',
    values: { current_password: '', new_password: '' },
    schema,
    secrets: ['current_password', 'new_password'],
    submit: async (input) => {
      await browserClient().auth.changePassword(input);
      onChanged();
      return undefined;
    },
  });
  return (
    <Form form={form}>
      <PasswordField name="current_password" label={texts.current} autoComplete="current-password" />
      <PasswordField name="new_password" label={texts.next} hint={register.passwordHint} autoComplete="new-password" />
      <div>
        <SubmitButton>{texts.submit}</SubmitButton>
      </div>
    </Form>
  );
};
