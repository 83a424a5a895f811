'use client';
import { FieldFrame, type FieldProps, inputStyle, useField } from './field.tsx';

/** Several lines of text. */
export const TextAreaField = ({ name, label, hint, required = false, rows = 3 }: FieldProps & { rows?: number }) => {
  const { id, error, control } = useField({ name, hint, required });
  return (
    <FieldFrame {...{ id, label, hint, required, error }}>
      <textarea {...control} rows={rows} className={inputStyle} />
    </FieldFrame>
  );
};
