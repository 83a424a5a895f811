const baseStyle =
  'inline-flex select-none items-center justify-center gap-2 rounded-lg font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-60';

const kinds = {
  primary: 'bg-brand text-on-brand hover:bg-[color-mix(in_srgb,var(--brand-fill)_88%,black)]',
  secondary: 'border border-line-strong/60 bg-surface text-ink hover:bg-wash',
  quiet: 'text-brand-text hover:bg-brand-wash',
  danger: 'border border-danger/50 bg-surface text-danger hover:bg-danger-wash',
} as const;

const sizes = { medium: 'min-h-11 px-4 py-2', small: 'min-h-9 px-3 py-1 text-sm' } as const;

export type ButtonKind = keyof typeof kinds;
export type ButtonSize = keyof typeof sizes;

/** The classes of a button, also for links that look like one, and for server components. */
export const buttonStyle = (kind: ButtonKind = 'primary', size: ButtonSize = 'medium'): string =>
  `${baseStyle} ${kinds[kind]} ${sizes[size]}`;
