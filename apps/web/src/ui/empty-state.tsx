import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

type EmptyStateProps = {
  icon: LucideIcon;
  title: string;
  text: string;
  /** `h1` where the page has no other content. */
  heading?: 'h1' | 'h2';
  children?: ReactNode;
};

/** Replaces missing content, and says what to do. */
export const EmptyState = ({ icon: Icon, title, text, heading: Heading = 'h2', children }: EmptyStateProps) => (
  <div className="flex flex-col items-center gap-2 rounded-2xl border border-dashed border-line-strong/50 px-6 py-14 text-center">
    <span className="mb-2 rounded-full bg-brand-wash p-4 text-brand-text">
      <Icon aria-hidden className="size-7" strokeWidth={1.5} />
    </span>
    <Heading className="text-lg font-semibold">{title}</Heading>
    <p className="max-w-sm text-ink-soft">{text}</p>
    {children && <div className="mt-4 flex flex-wrap justify-center gap-3">{children}</div>}
  </div>
);
