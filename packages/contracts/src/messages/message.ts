import { catalogues, type Language } from './catalogues.ts';
import type { Catalogue } from './en.ts';

type Texts = Catalogue['messages'];
type ParametersOf<Text> = Text extends (parameters: infer P) => string ? P : unknown;

/**
 * What is to be said to a person, not yet in words: the name of a text, and what stands in it. Plain data, so that it may be
 * kept and put into the words of whoever asks.
 */
export type Message = { [Key in keyof Texts]: { key: Key } & ParametersOf<Texts[Key]> }[keyof Texts];

/** A message in a language. */
export const localize = (message: Message, language: Language): string => {
  const text = catalogues[language].messages[message.key];
  if (typeof text === 'string') return text;
  // The message has what its own text takes: its type says so, but a union of functions cannot be called with it.
  return (text as (parameters: Message) => string)(message);
};
