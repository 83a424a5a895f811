'use client';
import type { ReactNode } from 'react';
import { useFormState } from 'react-hook-form';
import { Button } from '../ui/button.tsx';
import { useHydrated } from './use-hydrated.ts';

type SubmitButtonProps = {
  children: ReactNode /** The form has an action that works without scripts. */;
  plain?: boolean;
  className?: string;
};

/** Sends the form around it, and tells while that is under way. */
export const SubmitButton = ({ children, plain = false, className = '' }: SubmitButtonProps) => {
  const { isSubmitting } = useFormState();
  const hydrated = useHydrated();
  return (
    <Button type="submit" busy={isSubmitting} disabled={!plain && !hydrated} className={className}>
      {children}
    </Button>
  );
};
