'use client';
import { useSyncExternalStore } from 'react';

const subscribe = () => () => {};

/** Whether React has hydrated the page. Controls that need scripts stay disabled until then. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  );
