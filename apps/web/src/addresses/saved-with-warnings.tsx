'use client';
import type { WrittenAddress } from '@doorstep/sdk';
import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useRef } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { buttonStyle } from '../ui/button-style.ts';
import { TextLink } from '../ui/links.tsx';

type SavedNotesProps = { address: WrittenAddress; isNew: boolean };

/** Replaces the form after a save with warnings: an unusual value, or a duplicate. */
export const SavedWithWarnings = ({ address: { id, warnings = [], duplicate_of }, isNew }: SavedNotesProps) => {
  const { addressForm: texts, addresses } = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="flex flex-col gap-4">
      <h2 ref={heading} tabIndex={-1} className="flex items-center gap-2 text-lg font-semibold outline-none">
        <CircleCheck aria-hidden className="size-5 text-success" />
        {isNew ? texts.added : texts.saved}
      </h2>
      {warnings.length > 0 && (
        <div>
          <p>{texts.savedWithWarnings}</p>
          <ul className="mt-2 list-disc space-y-1 ps-5 text-ink-soft">
            {warnings.map(({ field, message }) => (
              <li key={field}>{message}</li>
            ))}
          </ul>
        </div>
      )}
      {duplicate_of && (
        <p>
          {texts.duplicate} <TextLink href={`/addresses/${duplicate_of}`}>{texts.showDuplicate}</TextLink>
        </p>
      )}
      <div className="mt-2 flex flex-wrap gap-3">
        <Link href="/addresses" className={buttonStyle()}>
          {addresses.toAddresses}
        </Link>
        {/* A full load: the router would keep the state of the form that is open already. */}
        <a href={`/addresses/${id}`} className={buttonStyle('secondary')}>
          {texts.change}
        </a>
      </div>
    </div>
  );
};
