import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

type EmptyStateProps = { icon: LucideIcon; title: string; text: string; children?: ReactNode };

/** Stands where something could be, and says how to get there. */
export const EmptyState = ({ icon: Icon, title, text, children }: EmptyStateProps) => (
  <div className="flex flex-col items-center gap-2 rounded-2xl border border-dashed border-line-strong/50 px-6 py-14 text-center">
    <span className="mb-2 rounded-full bg-brand-wash p-4 text-brand-text">
      <Icon aria-hidden className="size-7" strokeWidth={1.5} />
    </span>
    <h2 className="text-lg font-semibold">{title}</h2>
    <p className="max-w-sm text-ink-soft">{text}</p>
    {children && <div className="mt-4 flex flex-wrap justify-center gap-3">{children}</div>}
  </div>
);
