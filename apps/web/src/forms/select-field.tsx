'use client';
import { Select } from '../ui/select.tsx';
import { FieldFrame, type FieldProps, useField } from './field.tsx';

type SelectFieldProps = FieldProps & { options: readonly { value: string; label: string }[]; autoComplete?: string };

/** One of a list. */
export const SelectField = ({ name, label, hint, required = false, options, autoComplete }: SelectFieldProps) => {
  const { id, error, control } = useField({ name, hint, required });
  return (
    <FieldFrame {...{ id, label, hint, required, error }}>
      <Select {...control} autoComplete={autoComplete} options={options} />
    </FieldFrame>
  );
};
