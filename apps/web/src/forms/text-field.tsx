'use client';
import type { HTMLAttributes, HTMLInputAutoCompleteAttribute } from 'react';
import { FieldFrame, type FieldProps, inputStyle, useField } from './field.tsx';

type TextFieldProps = FieldProps & {
  type?: 'text' | 'email' | 'search' | 'tel';
  autoComplete?: HTMLInputAutoCompleteAttribute;
  inputMode?: HTMLAttributes<HTMLInputElement>['inputMode'];
  /** `ltr` for what is never written from right to left, such as an e-mail. */
  dir?: 'ltr' | 'auto';
  maxLength?: number;
};

/** A line of text. */
export const TextField = ({
  name,
  label,
  hint,
  required = false,
  type = 'text',
  dir = 'auto',
  ...input
}: TextFieldProps) => {
  const { id, error, control } = useField({ name, hint, required });
  return (
    <FieldFrame {...{ id, label, hint, required, error }}>
      <input {...input} {...control} type={type} dir={dir} className={`${inputStyle} text-start`} />
    </FieldFrame>
  );
};
