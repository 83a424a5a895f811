'use client';
import { useState } from 'react';
import { clearDrafts } from '../forms/draft-storage.ts';
import { Form } from '../forms/form.tsx';
import { PasswordField } from '../forms/password-field.tsx';
import { SubmitButton } from '../forms/submit-button.tsx';
import { useServerForm } from '../forms/use-server-form.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';

const schema = () => import('@doorstep/contracts/privacy').then(({ RequestErasureInput }) => RequestErasureInput);

/** Requests the deletion of the account with the password. That ends every session, so the sign-in page shows the date. */
export const DeleteAccountForm = () => {
  const { data: texts, common } = useTexts();
  const [open, setOpen] = useState(false);
  const form = useServerForm({
    name: 'delete-account',
    values: { password: '' },
    schema,
    secrets: ['password'],
    submit: async (input) => {
      const { privacy, auth } = browserClient();
      const { erase_at } = await privacy.requestErasure(input);
      clearDrafts();
      // The session has ended already; this clears the cookies.
      await auth.logout().catch(() => undefined);
      location.assign(`/sign-in?done=erasure&at=${encodeURIComponent(erase_at)}`);
      return undefined;
    },
  });
  if (!open) {
    return (
      <Button kind="danger" onClick={() => setOpen(true)}>
        {texts.deleteOpen}
      </Button>
    );
  }
  return (
    <Form form={form}>
      <PasswordField name="password" label={texts.deletePassword} autoComplete="current-password" />
      <div className="flex flex-wrap gap-3">
        <SubmitButton kind="danger">{texts.deleteSubmit}</SubmitButton>
        <Button kind="secondary" onClick={() => setOpen(false)}>
          {common.cancel}
        </Button>
      </div>
    </Form>
  );
};
