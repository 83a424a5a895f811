'use client';
import type { AddressRule } from '@doorstep/sdk';
import { useFormContext } from 'react-hook-form';
import { SelectField } from '../forms/select-field.tsx';
import { useTexts } from '../texts/texts-context.tsx';

type StateFieldProps = { label: string; required: boolean; subdivisions: AddressRule['subdivisions'] };

/** The state or province, for countries whose rules list all of them. */
export const StateField = ({ label, required, subdivisions }: StateFieldProps) => {
  const { addressForm: texts } = useTexts();
  const { getValues, formState } = useFormContext();
  const options = subdivisions.map(({ code, name, latin_name }) => ({
    value: code,
    label: latin_name && latin_name !== name ? `${name} (${latin_name})` : name,
  }));
  // The stored value may be a name in any language: it stays an option until the customer chooses another one.
  const unlisted = [formState.defaultValues?.state, getValues('state')].filter(
    (value, index, all) => value && all.indexOf(value) === index && !subdivisions.some(({ code }) => code === value),
  );
  return (
    <SelectField
      name="state"
      label={label}
      required={required}
      autoComplete="address-level1"
      options={[{ value: '', label: texts.choose }, ...unlisted.map((value) => ({ value, label: value })), ...options]}
    />
  );
};
