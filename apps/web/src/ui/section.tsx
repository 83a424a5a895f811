import type { ReactNode } from 'react';

type SectionProps = { title: string; text?: string; id?: string; children: ReactNode };

/** One of several things on a card: what it is, perhaps a sentence about it, and what can be done. */
export const Section = ({ title, text, id, children }: SectionProps) => (
  <section id={id} className="scroll-mt-6 py-6 first:pt-0 last:pb-0">
    <h2 className="font-semibold">{title}</h2>
    {text && <p className="mt-1 mb-4 text-ink-soft">{text}</p>}
    {children}
  </section>
);
