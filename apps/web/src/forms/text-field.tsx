'use client';
import type { HTMLAttributes, HTMLInputAutoCompleteAttribute } from 'react';
import { FieldFrame, type FieldProps, inputStyle, useField } from './field.tsx';

type TextFieldProps = FieldProps & {
  type?: 'text' | 'email' | 'search' | 'tel';
  autoComplete?: HTMLInputAutoCompleteAttribute;
  inputMode?: HTMLAttributes<HTMLInputElement>['inputMode'];
  /** For values that are always written from left to right, such as an e-mail. */
  dir?: 'ltr';
  maxLength?: number;
};

export const TextField = ({ name, label, hint, required = false, type = 'text', ...input }: TextFieldProps) => {
  const { id, error, control } = useField({ name, hint, required });
  return (
    <FieldFrame {...{ id, label, hint, required, error }}>
      <input {...input} {...control} type={type} className={inputStyle} />
    </FieldFrame>
  );
};

export const TextAreaField = ({ name, label, hint, required = false, rows = 3 }: FieldProps & { rows?: number }) => {
  const { id, error, control } = useField({ name, hint, required });
  return (
    <FieldFrame {...{ id, label, hint, required, error }}>
      <textarea {...control} rows={rows} className={inputStyle} />
    </FieldFrame>
  );
};
