'use client';
import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { useHydrated } from '../ui/use-hydrated.ts';
import { FieldFrame, type FieldProps, inputStyle, useField } from './field.tsx';

type PasswordFieldProps = FieldProps & { autoComplete: 'current-password' | 'new-password' };

/** A password field with a button that shows the password. */
export const PasswordField = ({ name, label, hint, required = true, autoComplete }: PasswordFieldProps) => {
  const { signIn } = useTexts();
  const [visible, setVisible] = useState(false);
  const hydrated = useHydrated();
  const { id, error, control } = useField({ name, hint, required });
  const Icon = visible ? EyeOff : Eye;
  return (
    <FieldFrame {...{ id, label, hint, required, error }}>
      <div dir="ltr" className="relative">
        <input
          {...control}
          type={visible ? 'text' : 'password'}
          autoComplete={autoComplete}
          className={`${inputStyle} pe-12`}
        />
        {hydrated && (
          <button
            type="button"
            aria-label={visible ? signIn.hidePassword : signIn.showPassword}
            aria-pressed={visible}
            onClick={() => setVisible(!visible)}
            className="absolute inset-y-0.5 end-0.5 flex w-11 items-center justify-center rounded-lg text-ink-soft hover:text-ink"
          >
            <Icon aria-hidden className="size-5" />
          </button>
        )}
      </div>
    </FieldFrame>
  );
};
