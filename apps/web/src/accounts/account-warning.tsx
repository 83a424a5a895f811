'use client';
import { ChevronRight, Mail, Trash2, X } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useState } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { useTime } from '../ui/use-time.ts';
import { hideReminder } from './hidden-reminder.ts';

type AccountWarningProps = {
  look: 'sidebar' | 'bar';
  href: string;
  eraseAt?: string;
  /** The customer who may hide it for a while; nobody may where this is absent. */
  hideFor?: string;
};

const looks = {
  sidebar: 'rounded-xl',
  bar: 'border-t border-line',
} as const;

/** Leads to the page where the customer can act, and is not shown there. */
export const AccountWarning = ({ look, href, eraseAt, hideFor }: AccountWarningProps) => {
  const { email, data } = useTexts();
  const time = useTime();
  const [hidden, setHidden] = useState(false);
  const pathname = usePathname();
  if (hidden || pathname === href || (eraseAt && pathname === '/account/keep')) return null;
  const Icon = eraseAt ? Trash2 : Mail;
  const tone = eraseAt ? 'bg-danger-wash text-danger' : 'bg-warning-wash text-warning';
  const hide = (customer: string) => {
    hideReminder(customer);
    setHidden(true);
    // This button disappears with the reminder.
    document.getElementById('content')?.focus({ preventScroll: true });
  };
  // The sidebar is a landmark already.
  const Frame = look === 'bar' ? 'aside' : 'div';
  return (
    <Frame className={`flex items-stretch ${tone} ${looks[look]}`}>
      <Link
        href={href}
        className="flex min-h-12 min-w-0 grow items-center gap-3 rounded-[inherit] px-4 py-2.5 text-sm font-medium outline-offset-[-2px]"
      >
        <Icon aria-hidden className="size-4 shrink-0" />
        <span className="min-w-0 grow" suppressHydrationWarning>
          {eraseAt ? data.pendingBanner(time(eraseAt, 'date')) : email.banner}
        </span>
        <ChevronRight aria-hidden className="size-4 shrink-0 rtl:-scale-x-100" />
      </Link>
      {hideFor && (
        <button
          type="button"
          aria-label={email.hideBanner}
          onClick={() => hide(hideFor)}
          className="flex min-w-11 shrink-0 items-center justify-center rounded-[inherit] outline-offset-[-2px]"
        >
          <X aria-hidden className="size-4" />
        </button>
      )}
    </Frame>
  );
};
