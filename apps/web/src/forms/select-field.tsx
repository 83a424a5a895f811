'use client';
import { Select } from '../ui/select.tsx';
import { FieldFrame, type FieldProps, useField } from './field.tsx';

type SelectFieldProps = FieldProps & {
  options: readonly { value: string; label: string }[];
  autoComplete?: string;
  /** Runs before the form gets the new value. */
  onPick?: (value: string) => void;
};

export const SelectField = ({
  name,
  label,
  hint,
  required = false,
  options,
  autoComplete,
  onPick,
}: SelectFieldProps) => {
  const { id, error, control } = useField({ name, hint, required });
  return (
    <FieldFrame {...{ id, label, hint, required, error }}>
      <Select
        {...control}
        onChange={(event) => {
          onPick?.(event.target.value);
          return control.onChange(event);
        }}
        autoComplete={autoComplete}
        options={options}
      />
    </FieldFrame>
  );
};
