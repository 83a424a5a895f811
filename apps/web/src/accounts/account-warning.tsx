'use client';
import { ChevronRight, Mail, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTexts } from '../texts/texts-context.tsx';
import { useTime } from '../ui/use-time.ts';

type AccountWarningProps = { look: 'sidebar' | 'bar'; href: string; eraseAt?: string };

const looks = {
  sidebar: 'rounded-xl',
  bar: 'border-t border-line',
} as const;

/** Leads to the page where something is to be done, and is not shown there. */
export const AccountWarning = ({ look, href, eraseAt }: AccountWarningProps) => {
  const { email, data } = useTexts();
  const time = useTime();
  if (usePathname() === href) return null;
  const Icon = eraseAt ? Trash2 : Mail;
  const tone = eraseAt ? 'bg-danger-wash text-danger' : 'bg-warning-wash text-warning';
  const link = (
    <Link
      href={href}
      className={`flex min-h-12 items-center gap-3 px-4 py-2.5 text-sm font-medium ${tone} ${looks[look]}`}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <span className="min-w-0 grow" suppressHydrationWarning>
        {eraseAt ? data.pendingBanner(time(eraseAt, 'date')) : email.banner}
      </span>
      <ChevronRight aria-hidden className="size-4 shrink-0 rtl:-scale-x-100" />
    </Link>
  );
  if (look === 'sidebar') return link;
  // It lies above the bar of navigation; what it covers at the end of the page gets room to be scrolled up.
  return (
    <>
      <div className="h-14 lg:hidden" />
      <aside className="fixed inset-x-0 bottom-[calc(4rem+1px+env(safe-area-inset-bottom))] z-10 lg:hidden">
        {link}
      </aside>
    </>
  );
};
