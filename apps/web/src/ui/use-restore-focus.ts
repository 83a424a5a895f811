'use client';
import { useEffect, useRef } from 'react';

/**
 * For an element that takes the focus after a task whose focused button has disappeared. Focus elsewhere on the page
 * does not move.
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
