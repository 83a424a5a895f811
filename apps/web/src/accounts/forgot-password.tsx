'use client';
import { MailCheck } from 'lucide-react';
import { useState } from 'react';
import { Form } from '../forms/form.tsx';
import { SubmitButton } from '../forms/submit-button.tsx';
import { TextField } from '../forms/text-field.tsx';
import { useServerForm } from '../forms/use-server-form.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { SignedOutHeader } from '../ui/page-layout.tsx';

/** Requests a mail with a reset link. The answer does not reveal whether the account exists. */
export const ForgotPassword = () => {
  const { forgotPassword, signIn } = useTexts();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useServerForm({
    name: 'forgot-password',
    values: { email: '' },
    submit: async ({ email }) => {
      await browserClient().auth.requestPasswordReset(email);
      setSentTo(email);
      return undefined;
    },
  });
  if (sentTo !== null) {
    return (
      <div role="status" className="flex flex-col items-start gap-3">
        <MailCheck aria-hidden className="size-10 text-brand-text" strokeWidth={1.5} />
        <SignedOutHeader title={forgotPassword.sentTitle} />
        <p className="text-ink-soft">{forgotPassword.sent(sentTo)}</p>
        <Button kind="secondary" onClick={() => setSentTo(null)} className="mt-2">
          {forgotPassword.again}
        </Button>
      </div>
    );
  }
  return (
    <>
      <SignedOutHeader title={forgotPassword.title} lead={forgotPassword.lead} />
      <Form form={form}>
        <TextField name="email" label={signIn.email} type="email" dir="ltr" autoComplete="username" required />
        <SubmitButton>{forgotPassword.submit}</SubmitButton>
      </Form>
    </>
  );
};
