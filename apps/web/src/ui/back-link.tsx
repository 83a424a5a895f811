import { ArrowLeft } from 'lucide-react';
import Link from 'next/link';

/** The way from a page to the one above it. */
export const BackLink = ({ href, children }: { href: string; children: string }) => (
  <Link
    href={href}
    className="mb-3 inline-flex min-h-9 items-center gap-2 rounded-lg text-sm text-ink-soft hover:text-ink"
  >
    <ArrowLeft aria-hidden className="size-4 rtl:-scale-x-100" />
    {children}
  </Link>
);
