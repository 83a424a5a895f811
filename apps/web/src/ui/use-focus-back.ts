'use client';
import { useEffect, useRef } from 'react';

/**
 * For an element that takes the focus when something has ended and its own button, which had the focus, has gone with it.
 * Focus that is elsewhere on the page stays there.
 */
export const useFocusBack = <Target extends HTMLElement>(underWay: boolean) => {
  const target = useRef<Target>(null);
  const before = useRef(underWay);
  useEffect(() => {
    if (before.current && !underWay && document.activeElement === document.body) target.current?.focus();
    before.current = underWay;
  }, [underWay]);
  return target;
};
