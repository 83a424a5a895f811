import { ArrowLeft } from 'lucide-react';
import Link from 'next/link';

/** The way from a page of the address book to its list. */
export const BackToAddresses = ({ label }: { label: string }) => (
  <Link
    href="/addresses"
    className="mb-3 inline-flex min-h-9 items-center gap-2 rounded-lg text-sm text-ink-soft hover:text-ink"
  >
    <ArrowLeft aria-hidden className="size-4 rtl:-scale-x-100" />
    {label}
  </Link>
);
