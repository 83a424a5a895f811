'use client';
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTexts } from '../texts/texts-context.tsx';

/** A message that comes and goes: what was done and, where it can be undone, how. */
export type Toast = {
  text: string;
  tone?: 'success' | 'danger';
  requestId?: string | undefined;
  action?: { label: string; run: () => void };
};

type Shown = Toast & { id: number };

const lastingMs = 8_000;
const none: readonly Shown[] = [];
let shown: readonly Shown[] = none;
let last = 0;
const listeners = new Set<() => void>();

const show = (next: readonly Shown[]): void => {
  shown = next;
  for (const listener of listeners) listener();
};

/** Takes a toast away. */
export const dismissToast = (id: number): void => show(shown.filter((toast) => toast.id !== id));

/** Shows a toast, from anywhere in the browser; returns its id. It stays while it is pointed at or has the focus. */
export const showToast = (toast: Toast): number => {
  last += 1;
  show([...shown.slice(-2), { ...toast, id: last }]);
  return last;
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Where toasts are shown and read out; in the layout once. */
export const ToastRegion = () => {
  const texts = useTexts();
  const toasts = useSyncExternalStore(
    subscribe,
    () => shown,
    () => none,
  );
  return (
    <section
      aria-label={texts.common.notifications}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-4 bottom-4 z-50 flex flex-col items-center gap-2 tall:bottom-24 lg:bottom-6"
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} closeLabel={texts.common.close} />
      ))}
    </section>
  );
};

const ToastCard = ({
  toast: { id, text, tone = 'success', requestId, action },
  closeLabel,
}: {
  toast: Shown;
  closeLabel: string;
}) => {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismissToast(id), lastingMs);
    return () => clearTimeout(timer);
  }, [held, id]);
  const Icon = tone === 'success' ? CircleCheck : CircleAlert;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only waits while somebody is at its buttons
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex w-full max-w-md animate-[rise_200ms] items-center gap-3 rounded-xl border border-line bg-raised py-2 ps-4 pe-2 text-sm shadow-raised"
    >
      <Icon aria-hidden className={`size-5 shrink-0 ${tone === 'success' ? 'text-success' : 'text-danger'}`} />
      <div className="min-w-0 grow py-1">
        {text}
        {requestId && (
          <p className="font-mono text-xs break-all text-ink-soft">
            <bdi>{requestId}</bdi>
          </p>
        )}
      </div>
      {action && (
        <button
          type="button"
          onClick={() => {
            dismissToast(id);
            action.run();
          }}
          className="min-h-9 rounded-lg px-3 font-medium text-brand-text hover:bg-brand-wash"
        >
          {action.label}
        </button>
      )}
      <button
        type="button"
        aria-label={closeLabel}
        onClick={() => dismissToast(id)}
        className="flex size-9 shrink-0 items-center justify-center rounded-lg text-ink-soft hover:bg-wash"
      >
        <X aria-hidden className="size-4" />
      </button>
    </div>
  );
};
