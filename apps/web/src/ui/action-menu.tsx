'use client';
import { EllipsisVertical } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { buttonStyle } from './button-style.ts';
import { useHydrated } from './use-hydrated.ts';

type ActionMenuProps = {
  label: string;
  busy?: boolean;
  /** Loads code that the actions need. */
  onOpen?: () => void;
  children: ReactNode;
};

/** A button that opens a short menu. The menu closes after a choice, on Escape, and on blur. */
export const ActionMenu = ({ label, busy = false, onOpen, children }: ActionMenuProps) => {
  const hydrated = useHydrated();
  const id = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const closeOnEscape = ({ key }: KeyboardEvent) => {
    if (key !== 'Escape') return;
    setOpen(false);
    opener.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys and focus of the buttons inside arrive here
    <div
      className="relative"
      onKeyDown={closeOnEscape}
      onBlur={({ currentTarget, relatedTarget }) => !currentTarget.contains(relatedTarget) && setOpen(false)}
    >
      <button
        ref={opener}
        type="button"
        aria-label={label}
        aria-expanded={open}
        aria-controls={id}
        aria-busy={busy || undefined}
        disabled={!hydrated}
        onClick={() => {
          if (!open) onOpen?.();
          setOpen(!open);
        }}
        className={buttonStyle('quiet', 'small')}
      >
        <EllipsisVertical aria-hidden className="size-4" />
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a key press on a button of the menu causes a click too */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the same */}
      <div
        id={id}
        hidden={!open}
        // Safari does not focus buttons on click: without a focus target the menu would close before the click arrives.
        tabIndex={-1}
        onClick={() => {
          setOpen(false);
          opener.current?.focus();
        }}
        className="absolute end-0 top-full z-20 mt-1 w-max max-w-[min(20rem,80vw)] flex-col rounded-xl border border-line bg-raised p-1.5 shadow-raised outline-none not-[[hidden]]:flex"
      >
        {children}
      </div>
    </div>
  );
};

type ActionItemProps = { tone?: 'danger'; onClick: () => void; children: ReactNode };

/** An item of an `ActionMenu`. */
export const ActionItem = ({ tone, onClick, children }: ActionItemProps) => (
  <button
    type="button"
    onClick={onClick}
    className={`flex min-h-11 items-center gap-3 rounded-lg px-3 py-2 text-start text-sm hover:bg-wash ${tone === 'danger' ? 'text-danger' : ''}`}
  >
    {children}
  </button>
);
