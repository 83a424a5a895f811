'use client';
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTexts } from '../texts/texts-context.tsx';

/** A temporary message, with an action such as undo. */
export type Toast = {
  text: string;
  tone?: 'success' | 'danger';
  requestId?: string | undefined;
  action?: { label: string; run: () => void };
};

type Shown = Toast & { id: number };

const durationMs = 8_000;
const none: readonly Shown[] = [];
let shown: readonly Shown[] = none;
let last = 0;
const listeners = new Set<() => void>();

const show = (next: readonly Shown[]): void => {
  shown = next;
  for (const listener of listeners) listener();
};

const dismissToast = (id: number): void => show(shown.filter((toast) => toast.id !== id));

/** Shows a toast and returns its id. It stays while the pointer or the focus is on it. */
export const showToast = (toast: Toast): number => {
  last += 1;
  show([...shown.slice(-2), { ...toast, id: last }]);
  return last;
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The live region of all toasts. The layout contains it once. */
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
  const [paused, setPaused] = useState(false);
  useEffect(() => {
    if (paused) return;
    const timer = setTimeout(() => dismissToast(id), durationMs);
    return () => clearTimeout(timer);
  }, [paused, id]);
  const Icon = tone === 'success' ? CircleCheck : CircleAlert;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the handlers only pause the timer
    <div
      onPointerEnter={() => setPaused(true)}
      onPointerLeave={() => setPaused(false)}
      onFocus={() => setPaused(true)}
      onBlur={() => setPaused(false)}
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
