import type { ComponentProps } from 'react';
import { type ButtonKind, buttonStyle } from './button-style.ts';
import { Spinner } from './spinner.tsx';

type ButtonProps = ComponentProps<'button'> & { kind?: ButtonKind; size?: 'medium' | 'small'; busy?: boolean };

/** A button. While `busy` it keeps its place and its focus, and does nothing. */
export const Button = ({ kind, size, busy = false, className = '', children, onClick, ...props }: ButtonProps) => (
  <button
    type="button"
    {...props}
    aria-disabled={busy || undefined}
    onClick={busy ? (event) => event.preventDefault() : onClick}
    className={`${buttonStyle(kind, size)} ${className}`}
  >
    {busy && <Spinner />}
    {children}
  </button>
);
