'use client';
import { ChevronDown } from 'lucide-react';
import { FieldFrame, type FieldProps, inputStyle, useField } from './field.tsx';

type SelectFieldProps = FieldProps & { options: readonly { value: string; label: string }[]; autoComplete?: string };

/** One of a list. The browser's own: on a phone nothing is easier to use. */
export const SelectField = ({ name, label, hint, required = false, options, autoComplete }: SelectFieldProps) => {
  const { id, error, control } = useField({ name, hint, required });
  return (
    <FieldFrame {...{ id, label, hint, required, error }}>
      <div className="relative">
        <select {...control} autoComplete={autoComplete} className={`${inputStyle} appearance-none pe-10`}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown aria-hidden className="pointer-events-none absolute end-3 top-3.5 size-4 text-ink-soft" />
      </div>
    </FieldFrame>
  );
};
