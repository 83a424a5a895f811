import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';

type SelectProps = Omit<ComponentProps<'select'>, 'size' | 'children'> & {
  options: readonly { value: string; label: string; lang?: string }[];
  size?: 'medium' | 'small';
};

const sizes = {
  medium: { select: 'min-h-11 ps-3 pe-10 py-2', icon: 'end-3 size-4' },
  small: { select: 'min-h-9 ps-2.5 pe-8 py-1 text-sm', icon: 'end-2.5 size-3.5' },
} as const;

/** A native select, which is easiest to use on phones. */
export const Select = ({ options, size = 'medium', className = '', ...props }: SelectProps) => (
  <span className={`relative block ${className}`}>
    <select
      {...props}
      className={`w-full min-w-0 appearance-none truncate rounded-lg border border-line-strong bg-surface text-ink disabled:opacity-60 aria-invalid:border-danger ${sizes[size].select}`}
    >
      {options.map(({ value, label, lang }) => (
        <option key={value} value={value} lang={lang}>
          {label}
        </option>
      ))}
    </select>
    <ChevronDown
      aria-hidden
      className={`pointer-events-none absolute inset-y-0 my-auto text-ink-soft ${sizes[size].icon}`}
    />
  </span>
);
