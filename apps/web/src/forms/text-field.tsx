'use client';
import type { HTMLAttributes, HTMLInputAutoCompleteAttribute } from 'react';
import { FieldFrame, type FieldProps, inputStyle, useField } from './field.tsx';

type TextFieldProps = FieldProps & {
  type?: 'text' | 'email' | 'search' | 'tel';
  autoComplete?: HTMLInputAutoCompleteAttribute;
  inputMode?: HTMLAttributes<HTMLInputElement>['inputMode'];
  /** For what is never written from right to left, such as an e-mail. */
  dir?: 'ltr';
  maxLength?: number;
};

/** A line of text. */
export const TextField = ({ name, label, hint, required = false, type = 'text', ...input }: TextFieldProps) => {
  const { id, error, control } = useField({ name, hint, required });
  return (
    <FieldFrame {...{ id, label, hint, required, error }}>
      <input {...input} {...control} type={type} className={inputStyle} />
    </FieldFrame>
  );
};
