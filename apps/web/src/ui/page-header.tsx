import type { ReactNode } from 'react';

/** The head of a page: what it is, a sentence about it, and what can be done. */
export const PageHeader = ({ title, lead, children }: { title: string; lead?: string; children?: ReactNode }) => (
  <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
    <div>
      <h1 className="text-2xl font-semibold tracking-tight sm:text-3xl">{title}</h1>
      {lead && <p className="mt-1 text-ink-soft">{lead}</p>}
    </div>
    {children}
  </header>
);
