import type { Subdivision } from './subdivision.ts';

/** Finds the subdivision that a customer means by a code or a name. */
export type SubdivisionIndex = (text: string) => Subdivision | undefined;

/**
 * Indexes a country's subdivisions. A text is first compared as a whole: with codes, official names, aliases, and last with
 * codes of ISO 3166-2, which some posts have never used. Then official names are compared without words such as "province".
 * A text that says "city" never finds a region there, nor the other way round: many regions surround a city of their name.
 */
export const indexSubdivisions = (country: string, subdivisions: readonly Subdivision[]): SubdivisionIndex => {
  const whole = new Map<string, Subdivision>();
  const add = (text: string, subdivision: Subdivision) => {
    const plain = plainName(text);
    if (plain && !whole.has(plain)) whole.set(plain, subdivision);
  };
  for (const each of subdivisions) add(each.code, each);
  for (const each of subdivisions) for (const name of each.names) add(name, each);
  for (const each of subdivisions) for (const alias of each.aliases) add(alias, each);
  for (const each of subdivisions) if (each.iso) add(each.iso, each);
  for (const each of subdivisions) if (each.iso) add(each.iso.slice(country.length + 1), each);
  const byCore = new Map<string, Map<Subdivision, PlaceKind>>();
  for (const each of subdivisions) {
    const names = [each.code, ...each.names].map(nameParts);
    const kind = each.isCity ? 'city' : combinedKind(names.map((name) => name.kind));
    for (const { core } of names) byCore.set(core, (byCore.get(core) ?? new Map()).set(each, kind));
  }
  const only = (core: string, kind: PlaceKind): Subdivision | undefined => {
    const fitting = [...(byCore.get(core) ?? [])].filter(([, own]) => own === kind || own === null || kind === null);
    const same = fitting.filter(([, own]) => own === kind);
    const [found, ...others] = same.length > 0 ? same : fitting;
    return others.length === 0 ? found?.[0] : undefined;
  };
  return (text) => {
    const plain = plainName(text);
    const exact = whole.get(plain);
    if (exact) return exact;
    const { core, kind } = nameParts(text);
    return only(plain, kind) ?? only(core, kind);
  };
};

/** Small letters without accents, vowel signs of Arabic, and characters that show nothing. */
const bare = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f\u064b-\u0655\p{Cf}]/gu, '')
    .replaceAll('ı', 'i')
    .replaceAll('臺', '台');

const plainName = (text: string): string => bare(text).replaceAll(/[\p{P}\p{S}\s]/gu, '');

const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).map(bare));

const cityWords = wordSet('city cities ciudad cidade misto gorod місто город');

const regionWords = wordSet(
  `province provincia provincie governorate governate county co region región state estado gobierno regional prefecture
   parish emirate department departamento oblast obl kray krai republic respublika republits okrug sheng zizhiqu
   область обл край республика محافظة استان إمارة`,
);

const fillerWords = wordSet('municipality district autonomous autónoma avtonomnyy de del di of the');

// Only at the end of a name: elsewhere they are parts of it, as in Si Sa Ket and Rio Grande do Sul.
const lastWords = new Map<string, PlaceKind>([
  ...(['shi', 'si'] as const).map((word) => [word, 'city'] as const),
  ...(['do', 'gun'] as const).map((word) => [word, 'region'] as const),
]);

const suffixes = /[省市縣県都府]$/u;

/** What a name says about its place; null where it says nothing, or both. */
type PlaceKind = 'city' | 'region' | null;

/** A name without the words that say what kind of place it is, and the kind that they say. */
const nameParts = (text: string): { core: string; kind: PlaceKind } => {
  const kinds: PlaceKind[] = [];
  const words = bare(text)
    .split(/[\p{P}\p{S}\s]+/u)
    .filter((word) => word !== '');
  const kept: string[] = [];
  for (const word of words.toReversed()) {
    const kind = kindOfWord(word, kept.length === 0);
    if (kind) kinds.push(kind);
    else if (!fillerWords.has(word)) kept.unshift(word === 'saint' ? 'st' : word);
  }
  // Such as the code of Como, CO, and a text that only says "province".
  if (kept.length === 0) return { core: words.join(''), kind: null };
  const name = kept.join('');
  const [suffix] = suffixes.exec(name) ?? [];
  if (suffix) kinds.push(suffix === '市' ? 'city' : 'region');
  return { core: suffix ? name.slice(0, -1) : name, kind: combinedKind(kinds) };
};

const kindOfWord = (word: string, isAtEnd: boolean): PlaceKind => {
  if (cityWords.has(word)) return 'city';
  if (regionWords.has(word)) return 'region';
  return isAtEnd ? (lastWords.get(word) ?? null) : null;
};

const combinedKind = (kinds: readonly PlaceKind[]): PlaceKind => {
  const said = new Set(kinds.filter((kind) => kind !== null));
  return said.size === 1 ? ([...said][0] ?? null) : null;
};
