'use client';
import { useState } from 'react';
import { forgetDrafts } from '../forms/draft.ts';
import { Form } from '../forms/form.tsx';
import { PasswordField } from '../forms/password-field.tsx';
import { SubmitButton } from '../forms/submit-button.tsx';
import { useHydrated } from '../forms/use-hydrated.ts';
import { useServerForm } from '../forms/use-server-form.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';

const schema = () => import('@doorstep/contracts/privacy').then(({ RequestErasureInput }) => RequestErasureInput);

/** Has the account erased, for who knows its password. It ends every session, so the sign-in tells when that will be. */
export const DeleteAccountForm = () => {
  const { data: texts, common } = useTexts();
  const hydrated = useHydrated();
  const [open, setOpen] = useState(false);
  const form = useServerForm({
    name: 'delete-account',
    values: { password: '' },
    schema,
    secrets: ['password'],
    submit: async (input) => {
      const { privacy, auth } = browserClient();
      const { erase_at } = await privacy.requestErasure(input);
      forgetDrafts();
      // The session has ended; that makes this server forget its tokens too.
      await auth.logout().catch(() => undefined);
      location.assign(`/sign-in?done=erasure&at=${encodeURIComponent(erase_at)}`);
      return undefined;
    },
  });
  if (!open) {
    return (
      <Button kind="danger" disabled={!hydrated} onClick={() => setOpen(true)}>
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
