'use client';
import { Search, X } from 'lucide-react';
import Form from 'next/form';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState, useTransition } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { Spinner } from '../ui/button.tsx';
import { addressesPath } from './address-query.ts';

// Long enough that a word causes one search and not one per letter.
const debounceMs = 250;

/** Searches while the customer types; without scripts on Enter. */
export const AddressSearch = ({ search }: { search: string }) => {
  const { addresses: texts } = useTexts();
  const router = useRouter();
  const [text, setText] = useState(search);
  const [searching, startSearch] = useTransition();
  const lastSearch = useRef(search);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (text.trim() === lastSearch.current) return;
    const timer = setTimeout(() => {
      lastSearch.current = text.trim();
      startSearch(() => router.replace(addressesPath('/addresses', { search: text.trim() }), { scroll: false }));
    }, debounceMs);
    return () => clearTimeout(timer);
  }, [text, router]);
  return (
    <Form action="/addresses" role="search" className="relative mb-6">
      <Search aria-hidden className="pointer-events-none absolute start-3.5 top-3 size-5 text-ink-soft" />
      <input
        ref={input}
        type="search"
        name="search"
        value={text}
        onChange={({ target }) => setText(target.value)}
        aria-label={texts.search}
        placeholder={texts.search}
        maxLength={200}
        className="min-h-11 w-full rounded-xl border border-line-strong bg-surface px-12 text-start [unicode-bidi:plaintext] [&::-webkit-search-cancel-button]:hidden"
      />
      <span className="absolute end-1 top-1 flex size-9 items-center justify-center text-ink-soft">
        {searching ? (
          <Spinner />
        ) : (
          text && (
            <button
              type="button"
              aria-label={texts.clearSearch}
              onClick={() => {
                setText('');
                input.current?.focus();
              }}
              className="flex size-9 items-center justify-center rounded-lg hover:bg-wash"
            >
              <X aria-hidden className="size-4" />
            </button>
          )
        )}
      </span>
    </Form>
  );
};
