'use client';
import type { ComponentProps } from 'react';
import { type ButtonKind, type ButtonSize, buttonStyle } from './button-style.ts';
import { useHydrated } from './use-hydrated.ts';

type ButtonProps = ComponentProps<'button'> & { kind?: ButtonKind; size?: ButtonSize; busy?: boolean };

/**
 * A button. While `busy` it stays in place, keeps the focus, and ignores clicks. With `onClick` it is disabled until hydration,
 * because earlier clicks would be lost.
 */
export const Button = ({
  kind,
  size,
  busy = false,
  className = '',
  children,
  onClick,
  disabled = false,
  ...props
}: ButtonProps) => {
  const hydrated = useHydrated();
  return (
    <button
      type="button"
      {...props}
      disabled={disabled || (onClick !== undefined && !hydrated)}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={`${buttonStyle(kind, size)} ${className}`}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
};

/** A progress indicator for the eye. The text beside it names the work. */
export const Spinner = () => (
  <span aria-hidden className="size-4 animate-spin rounded-full border-2 border-current border-e-transparent" />
);
