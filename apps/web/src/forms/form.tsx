'use client';
import dynamic from 'next/dynamic';
import { type MouseEvent, type ReactNode, useEffect, useRef } from 'react';
import { type FieldValues, FormProvider } from 'react-hook-form';
import { useTexts } from '../texts/texts-context.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { useHydrated } from './use-hydrated.ts';
import type { ServerForm } from './use-server-form.ts';

// Nearly nobody ever needs it.
const ConflictDialog = dynamic(() => import('./conflict-dialog.tsx').then((module) => module.ConflictDialog));

type FormProps<Values extends FieldValues> = {
  form: ServerForm<Values>;
  /** Where it is sent without scripts; without one it waits for them. */
  action?: string;
  /** What fields are called, for a conflict. */
  labels?: Partial<Record<keyof Values, string>>;
  /** How a conflict shows a value that is no text. */
  display?: (field: string, value: unknown) => string;
  /** What sends a form that is longer than a window: what went wrong stands right above it, where it was sent from. */
  actions?: ReactNode;
  children: ReactNode;
};

const asText = (_field: string, value: unknown): string => String(value ?? '');

/** The element of a form made with `useServerForm`, with what is wrong with no one field. */
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
  const { methods, onSubmit, problem, restored, discardDraft, conflict, settle } = form;
  const notice = useRef<HTMLDivElement>(null);
  // Nobody has to look for what went wrong: the first field with a fault gets the focus, and all else comes into sight.
  useEffect(() => {
    if (!problem) return;
    const faulty = notice.current?.closest('form')?.querySelector<HTMLElement>('[aria-invalid=true]');
    if (faulty) faulty.focus();
    else notice.current?.scrollIntoView({ block: 'nearest' });
  }, [problem]);
  const discard = ({ currentTarget: { form: element } }: MouseEvent<HTMLButtonElement>) => {
    discardDraft();
    // This button goes with the draft.
    element?.querySelector<HTMLElement>('input, select, textarea')?.focus();
  };
  const shownProblem = problem && (
    <div ref={notice} className="scroll-mt-16 scroll-mb-28">
      <ProblemNotice problem={problem} />
    </div>
  );
  return (
    <FormProvider {...methods}>
      {/* A form that got away before scripts took over must not put passwords into the address: hence `post`. */}
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
          settle={(values) => settle(values as Values | null)}
        />
      )}
    </FormProvider>
  );
};
