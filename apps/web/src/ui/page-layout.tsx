import type { ReactNode } from 'react';

/** The header of a page: title, introduction, and actions. */
export const PageHeader = ({ title, lead, children }: { title: string; lead?: string; children?: ReactNode }) => (
  <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
    <div>
      <h1 className="text-2xl font-semibold tracking-tight sm:text-3xl">{title}</h1>
      {lead && <p className="mt-1 text-ink-soft">{lead}</p>}
    </div>
    {children}
  </header>
);

/** The header of a page that needs no sign-in. */
export const SignedOutHeader = ({ title, lead }: { title: string; lead?: string }) => (
  <>
    <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
    {lead && <p className="mt-1 mb-6 text-ink-soft">{lead}</p>}
  </>
);

/** A raised surface around one topic. */
export const Card = ({ children, className = '' }: { children: ReactNode; className?: string }) => (
  <div className={`rounded-2xl border border-line bg-surface p-5 shadow-card sm:p-6 ${className}`}>{children}</div>
);

type SectionProps = { title: string; text?: string; id?: string; children: ReactNode };

/** One of several topics on a card. */
export const Section = ({ title, text, id, children }: SectionProps) => (
  <section id={id} className="scroll-mt-6 py-6 first:pt-0 last:pb-0">
    <h2 className="font-semibold">{title}</h2>
    {text && <p className="mt-1 mb-4 text-ink-soft">{text}</p>}
    {children}
  </section>
);

/** A placeholder in the size of the content that is loading, so that the layout does not shift. */
export const Skeleton = ({ className }: { className: string }) => (
  <div aria-hidden className={`animate-[appear_300ms_150ms_backwards] rounded-lg bg-wash ${className}`} />
);
