'use client';
import type { ReactNode } from 'react';
import { useFormState } from 'react-hook-form';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import type { ButtonKind } from '../ui/button-style.ts';
import { useHydrated } from './use-hydrated.ts';

type SubmitButtonProps = {
  children: ReactNode;
  /** The form has an action that works without scripts. */
  plain?: boolean;
  kind?: ButtonKind;
  className?: string;
};

/** Sends the form around it, and tells while that is under way. */
export const SubmitButton = ({ children, plain = false, kind = 'primary', className = '' }: SubmitButtonProps) => {
  const { common } = useTexts();
  const { isSubmitting } = useFormState();
  const hydrated = useHydrated();
  return (
    <>
      <Button type="submit" kind={kind} busy={isSubmitting} disabled={!plain && !hydrated} className={className}>
        {children}
      </Button>
      {/* The sign in the button is for the eye. */}
      <span role="status" className="sr-only">
        {isSubmitting && common.sending}
      </span>
    </>
  );
};
