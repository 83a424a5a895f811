'use client';
import { ChevronRight, Mail, Trash2, X } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useState } from 'react';
import { hideReminder } from '../session/preference-cookies.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { useTime } from '../ui/time.tsx';
import { useHydrated } from '../ui/use-hydrated.ts';

type AccountWarningProps = {
  variant: 'sidebar' | 'bar';
  href: string;
  eraseAt?: string;
  /** The customer who may hide the warning for a while. Without it the warning has no close button. */
  hideFor?: string;
};

const variants = {
  sidebar: 'rounded-xl',
  bar: 'border-t border-line',
} as const;

/** A warning that links to the page where the customer can act. That page does not show it. */
export const AccountWarning = ({ variant, href, eraseAt, hideFor }: AccountWarningProps) => {
  const { email, data } = useTexts();
  const time = useTime();
  const [hidden, setHidden] = useState(false);
  const pathname = usePathname();
  const hydrated = useHydrated();
  if (hidden || pathname === href || (eraseAt && pathname === '/account/keep')) return null;
  const Icon = eraseAt ? Trash2 : Mail;
  const tone = eraseAt ? 'bg-danger-wash text-danger' : 'bg-warning-wash text-warning';
  const hide = (customer: string) => {
    hideReminder(customer);
    setHidden(true);
    // The focused button disappears with the reminder.
    document.getElementById('content')?.focus({ preventScroll: true });
  };
  // Within the sidebar, which is an `aside` already, a second landmark would be noise.
  const Frame = variant === 'bar' ? 'aside' : 'div';
  return (
    <Frame className={`flex items-stretch ${tone} ${variants[variant]}`}>
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
          disabled={!hydrated}
          onClick={() => hide(hideFor)}
          className="flex min-w-11 shrink-0 items-center justify-center rounded-[inherit] outline-offset-[-2px]"
        >
          <X aria-hidden className="size-4" />
        </button>
      )}
    </Frame>
  );
};
