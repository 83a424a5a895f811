import { ArrowLeft } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';

/** A link within text. */
export const TextLink = ({ href, children }: { href: string; children: ReactNode }) => (
  <Link href={href} className="rounded font-medium text-brand-text underline-offset-4 hover:underline">
    {children}
  </Link>
);

/** A link to the parent page. */
export const BackLink = ({ href, children }: { href: string; children: string }) => (
  <Link
    href={href}
    className="mb-3 inline-flex min-h-9 items-center gap-2 rounded-lg text-sm text-ink-soft hover:text-ink"
  >
    <ArrowLeft aria-hidden className="size-4 rtl:-scale-x-100" />
    {children}
  </Link>
);
