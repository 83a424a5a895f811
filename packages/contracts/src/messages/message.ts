import { catalogues, type Language } from './catalogues.ts';
import type { Catalogue } from './en.ts';

type Texts = Catalogue['messages'];
type ParametersOf<Text> = Text extends (parameters: infer P) => string ? P : unknown;

/**
 * The key and the parameters of a text. A message is plain data without a language, so that the answer can localize it for
 * the caller.
 */
export type Message = { [Key in keyof Texts]: { key: Key } & ParametersOf<Texts[Key]> }[keyof Texts];

export const localize = (message: Message, language: Language): string => {
  const text = catalogues[language].messages[message.key];
  if (typeof text === 'string') return text;
  // The type Message guarantees the right parameters, but TypeScript cannot call a union of functions with it.
  return (text as (parameters: Message) => string)(message);
};
