import type { Subdivision } from './subdivision.ts';

/** Finds the subdivision that a customer means by a code or a name. */
export type SubdivisionIndex = (text: string) => Subdivision | undefined;

/**
 * Indexes a country's subdivisions. Codes go before names, names before the codes of ISO 3166-2, which some posts have
 * never used, and whole names before those without words such as "province", where these still tell one from another.
 */
export const indexSubdivisions = (country: string, subdivisions: readonly Subdivision[]): SubdivisionIndex => {
  const whole = new Map<string, Subdivision>();
  const add = (text: string, subdivision: Subdivision) => {
    const plain = plainName(text);
    if (plain && !whole.has(plain)) whole.set(plain, subdivision);
  };
  for (const each of subdivisions) add(each.code, each);
  for (const each of subdivisions) for (const name of each.names) add(name, each);
  for (const each of subdivisions) if (each.iso) add(each.iso, each);
  for (const each of subdivisions) if (each.iso) add(each.iso.slice(country.length + 1), each);
  const cores = new Map<string, Set<Subdivision>>();
  for (const each of subdivisions) {
    for (const core of [each.code, ...each.names].map(coreName))
      cores.set(core, (cores.get(core) ?? new Set()).add(each));
  }
  const only = (core: string): Subdivision | undefined => {
    const found = cores.get(core);
    return found?.size === 1 ? [...found][0] : undefined;
  };
  return (text) => whole.get(plainName(text)) ?? only(plainName(text)) ?? only(coreName(text));
};

/** Small letters without accents, vowel signs of Arabic, and characters that show nothing. */
const bare = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f\u064b-\u0655\p{Cf}]/gu, '')
    .replaceAll('ı', 'i');

const plainName = (text: string): string => bare(text).replaceAll(/[\p{P}\p{S}\s]/gu, '');

const genericWords = new Set(
  `province provincia provincie governorate governate county co city district region state prefecture parish emirate
   department departamento municipality oblast kray krai republic respublika republits autonomous avtonomnyy okrug
   sheng shi zizhiqu do si gun de del of the область край республика محافظة استان إمارة`
    .split(/\s+/)
    .map(bare),
);

/** A name without the words that say what kind of place it is. */
const coreName = (text: string): string =>
  bare(text)
    .split(/[\p{P}\p{S}\s]+/u)
    .filter((word) => !genericWords.has(word))
    .map((word) => (word === 'saint' ? 'st' : word))
    .join('')
    .replace(/[省市縣県都府]$/u, '');
