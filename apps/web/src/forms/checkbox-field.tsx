'use client';
import { useFormContext } from 'react-hook-form';

export const CheckboxField = ({ name, label, hint }: { name: string; label: string; hint?: string }) => {
  const { register, formState } = useFormContext();
  return (
    <label className="flex cursor-pointer items-start gap-3">
      <input
        type="checkbox"
        {...register(name)}
        defaultChecked={formState.defaultValues?.[name] === true}
        className="mt-1 size-4 accent-brand-text"
      />
      <span>
        {label}
        {hint && <span className="block text-sm text-ink-soft">{hint}</span>}
      </span>
    </label>
  );
};
