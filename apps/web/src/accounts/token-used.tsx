'use client';
import { CircleCheck } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { buttonStyle } from '../ui/button-style.ts';
import { SignedOutHeader } from '../ui/page-layout.tsx';

/** Confirms the effect of a mailed token, with links to the next step. */
export const TokenUsed = ({ purpose }: { purpose: 'verify' | 'undo' }) => {
  const { email: texts, signIn, devices } = useTexts();
  const region = useRef<HTMLDivElement>(null);
  // The button that had the focus has disappeared.
  useEffect(() => region.current?.focus(), []);
  const done = {
    verify: { title: texts.verifiedTitle, text: texts.verifiedText, href: '/addresses', label: texts.goOn },
    undo: { title: texts.undoneTitle, text: texts.undoneText, href: '/forgot-password', label: devices.toPassword },
  }[purpose];
  return (
    <div ref={region} tabIndex={-1} role="status" className="flex flex-col items-start gap-3 outline-none">
      <CircleCheck aria-hidden className="size-10 text-success" strokeWidth={1.5} />
      <SignedOutHeader title={done.title} />
      <p className="text-ink-soft">{done.text}</p>
      <p className="mt-2 flex flex-wrap gap-3">
        {/* Full loads, because the account has changed. */}
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
