'use client';
import dynamic from 'next/dynamic';
import { type MouseEvent, type ReactNode, useEffect, useRef } from 'react';
import { type FieldValues, FormProvider } from 'react-hook-form';
import { useTexts } from '../texts/texts-context.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { useHydrated } from '../ui/use-hydrated.ts';
import type { ServerForm } from './use-server-form.ts';

// Conflicts are rare: the page loads without the dialog.
const ConflictDialog = dynamic(() => import('./conflict-dialog.tsx').then((module) => module.ConflictDialog));

type FormProps<Values extends FieldValues> = {
  form: ServerForm<Values>;
  /** The address that it posts to without scripts. Without one the form needs scripts. */
  action?: string;
  /** The names of the fields in the conflict dialog. */
  labels?: Partial<Record<keyof Values, string>>;
  /** Formats values other than text in the conflict dialog. */
  display?: (field: string, value: unknown) => string;
  /** The buttons of a form that is longer than the window. Errors appear right above them. */
  actions?: ReactNode;
  children: ReactNode;
};

const asText = (_field: string, value: unknown): string => String(value ?? '');

/** The form element for `useServerForm`, with the restored draft, the error, and the conflict dialog. */
export const Form = <Values extends FieldValues>({
  form,
  action,
  labels,
  display = asText,
  actions,
  children,
}: FormProps<Values>) => {
  const { problems } = useTexts();
  const hydrated = useHydrated();
  const { methods, onSubmit, problem, restored, discardDraft, conflict, resolveConflict } = form;
  const notice = useRef<HTMLDivElement>(null);
  // The first invalid field gets the focus; an error without a field scrolls into view.
  useEffect(() => {
    if (!problem) return;
    const invalid = notice.current?.closest('form')?.querySelector<HTMLElement>('[aria-invalid=true]');
    if (invalid) invalid.focus();
    else notice.current?.scrollIntoView({ block: 'nearest' });
  }, [problem]);
  const discard = ({ currentTarget: { form: element } }: MouseEvent<HTMLButtonElement>) => {
    discardDraft();
    // The focused button disappears with the draft.
    element?.querySelector<HTMLElement>('input, select, textarea')?.focus();
  };
  const shownProblem = problem && (
    <div ref={notice} className="scroll-mt-16 scroll-mb-28">
      <ProblemNotice problem={problem} />
    </div>
  );
  return (
    <FormProvider {...methods}>
      {/* `post`: a submission before hydration must not put passwords into the URL. */}
      <form method="post" action={action} onSubmit={onSubmit} noValidate={hydrated} className="flex flex-col gap-5">
        {restored && (
          <Notice tone="neutral">
            {problems.draftRestored}{' '}
            <button type="button" onClick={discard} className="font-medium underline underline-offset-2">
              {problems.discardDraft}
            </button>
          </Notice>
        )}
        {!actions && shownProblem}
        {children}
        {actions && shownProblem}
        {actions}
      </form>
      {conflict && (
        <ConflictDialog
          conflict={conflict}
          labelOf={(field) => labels?.[field] ?? field}
          display={display}
          onResolve={(values) => resolveConflict(values as Values | null)}
        />
      )}
    </FormProvider>
  );
};
