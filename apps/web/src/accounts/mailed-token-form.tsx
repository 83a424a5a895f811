'use client';
import { useState } from 'react';
import { Form } from '../forms/form.tsx';
import { SubmitButton } from '../forms/submit-button.tsx';
import { TextField } from '../forms/text-field.tsx';
import { useServerForm } from '../forms/use-server-form.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { SignedOutHeader } from '../ui/page-layout.tsx';
import { TokenUsed } from './token-used.tsx';

type MailedTokenFormProps = { purpose: 'verify' | 'undo'; token: string };

/**
 * Uses a mailed token, from a link or typed in as a code. It needs a click on the button, because mail scanners open
 * links too.
 */
export const MailedTokenForm = ({ purpose, token }: MailedTokenFormProps) => {
  const { email: texts } = useTexts();
  const [done, setDone] = useState(false);
  const form = useServerForm({
    name: `${purpose}-email`,
    values: { token },
    secrets: ['token'],
    submit: async (input) => {
      const { auth } = browserClient();
      await (purpose === 'verify' ? auth.verifyEmail(input.token) : auth.undoEmailChange(input.token));
      setDone(true);
      return undefined;
    },
  });
  if (done) return <TokenUsed purpose={purpose} />;
  const { title, lead, submit } = {
    verify: { title: texts.verifyTitle, lead: texts.verifyLead, submit: texts.verifySubmit },
    undo: { title: texts.undoTitle, lead: texts.undoLead, submit: texts.undoSubmit },
  }[purpose];
  return (
    <>
      <SignedOutHeader title={title} lead={lead} />
      <Form form={form}>
        {!token && <TextField name="token" label={texts.mailCode} dir="ltr" autoComplete="one-time-code" required />}
        <SubmitButton>{submit}</SubmitButton>
      </Form>
    </>
  );
};
