'use client';
import { useEffect, useRef } from 'react';

/**
 * Moves the focus to an element after a task, if the focused button has disappeared. Focus elsewhere on the page stays.
 */
export const useRestoreFocus = <Target extends HTMLElement>(busy: boolean) => {
  const target = useRef<Target>(null);
  const wasBusy = useRef(busy);
  useEffect(() => {
    if (wasBusy.current && !busy && document.activeElement === document.body) target.current?.focus();
    wasBusy.current = busy;
  }, [busy]);
  return target;
};
