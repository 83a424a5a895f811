'use client';
import dynamic from 'next/dynamic';
import type { ReactNode } from 'react';
import type { Texts } from './en.ts';
import type { Language } from './languages.ts';
import { TextsContext } from './texts-context.tsx';

type Children = { children: ReactNode };

const providing =
  (texts: Texts) =>
  ({ children }: Children) => <TextsContext value={texts}>{children}</TextsContext>;

// A browser loads the texts of one language.
const providers = {
  en: dynamic(() => import('./en.ts').then(({ en }) => providing(en))),
  de: dynamic(() => import('./de.ts').then(({ de }) => providing(de))),
  ar: dynamic(() => import('./ar.ts').then(({ ar }) => providing(ar))),
} satisfies Record<Language, unknown>;

/** Gives client components the texts of a language. */
export const TextsProvider = ({ language, children }: Children & { language: Language }) => {
  const Provider = providers[language];
  return <Provider>{children}</Provider>;
};
