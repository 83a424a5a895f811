import type { ReactNode } from 'react';

const tones = {
  brand: 'bg-brand-wash text-brand-text',
  neutral: 'bg-wash text-ink-soft',
  success: 'bg-success-wash text-success',
  warning: 'bg-warning-wash text-warning',
  danger: 'bg-danger-wash text-danger',
} as const;

/** A short label for the element beside it. */
export const Badge = ({ tone = 'neutral', children }: { tone?: keyof typeof tones; children: ReactNode }) => (
  <span className={`inline-flex items-center gap-1 rounded-full px-2.5 py-0.5 text-xs font-medium ${tones[tone]}`}>
    {children}
  </span>
);
