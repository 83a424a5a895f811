'use client';
import type { ReactNode } from 'react';
import { ar } from './ar.ts';
import { TextsContext } from './texts-context.tsx';

/** Gives client components the Arabic texts. A module a language, so that a browser loads one. */
export const ArabicTexts = ({ children }: { children: ReactNode }) => (
  <TextsContext value={ar}>{children}</TextsContext>
);
