'use client';
import type { ReactNode } from 'react';
import { en } from './en.ts';
import { TextsContext } from './texts-context.tsx';

/** Gives client components the English texts. A module a language, so that a browser loads one. */
export const EnglishTexts = ({ children }: { children: ReactNode }) => (
  <TextsContext value={en}>{children}</TextsContext>
);
