'use client';
import type { ReactNode } from 'react';
import { useFormState } from 'react-hook-form';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import type { ButtonKind } from '../ui/button-style.ts';
import { useHydrated } from '../ui/use-hydrated.ts';

type SubmitButtonProps = {
  children: ReactNode;
  /** Whether the form also works without scripts. */
  worksWithoutScripts?: boolean;
  kind?: ButtonKind;
  className?: string;
};

/** Submits the form, and announces the progress. */
export const SubmitButton = ({
  children,
  worksWithoutScripts = false,
  kind = 'primary',
  className = '',
}: SubmitButtonProps) => {
  const { common } = useTexts();
  const { isSubmitting } = useFormState();
  const hydrated = useHydrated();
  return (
    <>
      <Button
        type="submit"
        kind={kind}
        busy={isSubmitting}
        disabled={!worksWithoutScripts && !hydrated}
        className={className}
      >
        {children}
      </Button>
      {/* The spinner is visual only. */}
      <span role="status" className="sr-only">
        {isSubmitting && common.sending}
      </span>
    </>
  );
};
