import Link from 'next/link';
import type { ReactNode } from 'react';

/** A link within text. */
export const TextLink = ({ href, children }: { href: string; children: ReactNode }) => (
  <Link href={href} className="rounded font-medium text-brand-text underline-offset-4 hover:underline">
    {children}
  </Link>
);
