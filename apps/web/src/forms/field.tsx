'use client';
import { type ReactNode, useId, useRef } from 'react';
import { type FieldError, get, useFormContext } from 'react-hook-form';
import { useTexts } from '../texts/texts-context.tsx';

/** The properties that all fields share. */
export type FieldProps = {
  /** The name of the field in the API, which errors refer to. */
  name: string;
  label: string;
  hint?: ReactNode;
  required?: boolean;
};

/** The classes of an input. The first letter of each line sets its direction. */
export const inputStyle =
  'w-full min-w-0 min-h-11 rounded-lg border border-line-strong bg-surface px-3 py-2 text-start text-ink [unicode-bidi:plaintext] aria-invalid:border-danger aria-invalid:outline-danger disabled:opacity-60';

type FieldControl = {
  id: string;
  name: string;
  required: boolean;
  defaultValue: string;
  'aria-invalid': true | undefined;
  'aria-describedby': string | undefined;
  ref: (element: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement | null) => void;
  onChange: (event: { target: unknown; type?: string }) => Promise<unknown>;
  onBlur: (event: { target: unknown; type?: string }) => Promise<unknown>;
};

/** Connects an input with its form, label, hint, and error. */
export const useField = ({ name, hint, required = false }: Omit<FieldProps, 'label'>) => {
  const id = useId();
  const { register, getValues, setValue, formState } = useFormContext();
  const error: string | undefined = (get(formState.errors, name) as FieldError | undefined)?.message;
  const { ref, onChange, onBlur } = register(name);
  const isFirstRef = useRef(true);
  const describedBy = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ');
  const control: FieldControl = {
    id,
    name,
    required,
    defaultValue: String(get(formState.defaultValues, name) ?? ''),
    'aria-invalid': error ? true : undefined,
    'aria-describedby': describedBy || undefined,
    ref: (element) => {
      // react-hook-form overwrites input from before hydration with its own value. Later that is intended:
      // the stored value may differ from the input.
      const typed =
        isFirstRef.current && element && 'defaultValue' in element && element.value !== element.defaultValue
          ? element.value
          : null;
      if (element) isFirstRef.current = false;
      ref(element);
      if (typed !== null && getValues(name) !== typed) setValue(name, typed, { shouldDirty: true });
    },
    onChange,
    onBlur,
  };
  return { id, error, control };
};

type FieldFrameProps = Omit<FieldProps, 'name'> & { id: string; error: string | undefined; children: ReactNode };

/** The label, error, and hint around an input. */
export const FieldFrame = ({ id, label, hint, required, error, children }: FieldFrameProps) => {
  const { common } = useTexts();
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
        {!required && <span className="font-normal text-ink-soft"> ({common.optional})</span>}
      </label>
      {children}
      {error && (
        <p id={`${id}-error`} className="text-sm text-danger">
          {error}
        </p>
      )}
      {hint && (
        <div id={`${id}-hint`} className="text-sm text-ink-soft">
          {hint}
        </div>
      )}
    </div>
  );
};
