'use client';
import { createContext, useContext } from 'react';
import type { Texts } from './en.ts';

/** The texts of the page's language, for client components. */
export const TextsContext = createContext<Texts | null>(null);

/** The texts of the page's language, in a client component. Server components call `requestTexts`. */
export const useTexts = (): Texts => {
  const texts = useContext(TextsContext);
  if (!texts) throw new Error('A component was rendered outside of the layout');
  return texts;
};
