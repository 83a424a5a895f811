'use client';
import { CircleCheck } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { buttonStyle } from '../ui/button-style.ts';
import { AccountHead } from './account-head.tsx';

/** What a mailed token has done, and how to go on. */
export const TokenSpent = ({ purpose }: { purpose: 'verify' | 'undo' }) => {
  const { email: texts, signIn, devices } = useTexts();
  const here = useRef<HTMLDivElement>(null);
  // The button that had the focus is gone.
  useEffect(() => here.current?.focus(), []);
  const done = {
    verify: { title: texts.verifiedTitle, text: texts.verifiedText, href: '/addresses', label: texts.goOn },
    undo: { title: texts.undoneTitle, text: texts.undoneText, href: '/forgot-password', label: devices.toPassword },
  }[purpose];
  return (
    <div ref={here} tabIndex={-1} role="status" className="flex flex-col items-start gap-3 outline-none">
      <CircleCheck aria-hidden className="size-10 text-success" strokeWidth={1.5} />
      <AccountHead title={done.title} />
      <p className="text-ink-soft">{done.text}</p>
      <p className="mt-2 flex flex-wrap gap-3">
        {/* Whole new pages: what the app knew of the account before is no longer true. */}
        <a href={done.href} className={buttonStyle()}>
          {done.label}
        </a>
        {purpose === 'undo' && (
          <a href="/sign-in" className={buttonStyle('secondary')}>
            {signIn.submit}
          </a>
        )}
      </p>
    </div>
  );
};
