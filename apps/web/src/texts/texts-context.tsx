'use client';
import dynamic from 'next/dynamic';
import { createContext, type ReactNode, useContext } from 'react';
import type { Texts } from './en.ts';
import type { Language } from './languages.ts';

const TextsContext = createContext<Texts | null>(null);

/** The texts in the language of the page, for client components. Server components call `requestTexts`. */
export const useTexts = (): Texts => {
  const texts = useContext(TextsContext);
  if (!texts) throw new Error('A component was rendered outside of the layout');
  return texts;
};

type Children = { children: ReactNode };

const providerOf =
  (texts: Texts) =>
  ({ children }: Children) => <TextsContext value={texts}>{children}</TextsContext>;

// Dynamic imports, so that a browser loads the texts of one language only.
const providers = {
  en: dynamic(() => import('./en.ts').then(({ en }) => providerOf(en))),
  de: dynamic(() => import('./de.ts').then(({ de }) => providerOf(de))),
  ar: dynamic(() => import('./ar.ts').then(({ ar }) => providerOf(ar))),
} satisfies Record<Language, unknown>;

/** Provides client components with the texts of a language. */
export const TextsProvider = ({ language, children }: Children & { language: Language }) => {
  const Provider = providers[language];
  return <Provider>{children}</Provider>;
};
