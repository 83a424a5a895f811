'use client';
import { useSyncExternalStore } from 'react';

const never = () => () => {};

/** Whether scripts have taken over the page: what needs them does nothing before. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
