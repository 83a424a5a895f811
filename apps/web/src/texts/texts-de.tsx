'use client';
import type { ReactNode } from 'react';
import { de } from './de.ts';
import { TextsContext } from './texts-context.tsx';

/** Gives client components the German texts. A module a language, so that a browser loads one. */
export const GermanTexts = ({ children }: { children: ReactNode }) => (
  <TextsContext value={de}>{children}</TextsContext>
);
