import type { Subdivision } from './subdivision.ts';

/** Finds the subdivision that a customer means by a code or a name. */
export type SubdivisionIndex = (text: string) => Subdivision | undefined;

/**
 * Indexes a country's subdivisions. An exact match comes first, among codes, official names, aliases and ISO 3166-2 codes in
 * this order. Then official names are compared without words such as "province".
 *
 * In the second step a text with "city" never matches a region, and the reverse, because many regions surround a city of the
 * same name.
 */
export const indexSubdivisions = (country: string, subdivisions: readonly Subdivision[]): SubdivisionIndex => {
  const byExactName = new Map<string, Subdivision>();
  const add = (text: string, subdivision: Subdivision) => {
    const plain = plainName(text);
    if (plain && !byExactName.has(plain)) byExactName.set(plain, subdivision);
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
  const findOnly = (core: string, kind: PlaceKind): Subdivision | undefined => {
    const fitting = [...(byCore.get(core) ?? [])].filter(([, own]) => own === kind || own === null || kind === null);
    const same = fitting.filter(([, own]) => own === kind);
    const [match, ...others] = same.length > 0 ? same : fitting;
    return others.length === 0 ? match?.[0] : undefined;
  };
  return (text) => {
    const plain = plainName(text);
    const exact = byExactName.get(plain);
    if (exact) return exact;
    const { core, kind } = nameParts(text);
    return findOnly(plain, kind) ?? findOnly(core, kind);
  };
};

/** Converts text to lower case without accents, Arabic vowel signs and invisible characters. */
const foldText = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f\u064b-\u0655\p{Cf}]/gu, '')
    .replaceAll('ı', 'i')
    .replaceAll('臺', '台');

const plainName = (text: string): string => foldText(text).replaceAll(/[\p{P}\p{S}\s]/gu, '');

const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).map(foldText));

const cityWords = wordSet('city cities ciudad cidade misto gorod місто город');

const regionWords = wordSet(
  `province provincia provincie governorate governate county co region región state estado gobierno regional prefecture
   parish emirate department departamento oblast obl kray krai republic respublika republits okrug sheng zizhiqu
   область обл край республика محافظة استان إمارة`,
);

const fillerWords = wordSet('municipality district autonomous autónoma avtonomnyy de del di of the');

// Only at the end of a name. Elsewhere they are part of the name, as in Si Sa Ket and Rio Grande do Sul.
const lastWords = new Map<string, PlaceKind>([
  ...(['shi', 'si'] as const).map((word) => [word, 'city'] as const),
  ...(['do', 'gun'] as const).map((word) => [word, 'region'] as const),
]);

const suffixes = /[省市縣県都府]$/u;

/** The kind of place that a name indicates. Null if it indicates none, or both. */
type PlaceKind = 'city' | 'region' | null;

/** Splits a name into its core and the kind of place that its other words indicate. */
const nameParts = (text: string): { core: string; kind: PlaceKind } => {
  const kinds: PlaceKind[] = [];
  const words = foldText(text)
    .split(/[\p{P}\p{S}\s]+/u)
    .filter((word) => word !== '');
  const coreWords: string[] = [];
  for (const word of words.toReversed()) {
    const kind = kindOfWord(word, coreWords.length === 0);
    if (kind) kinds.push(kind);
    else if (!fillerWords.has(word)) coreWords.unshift(word === 'saint' ? 'st' : word);
  }
  // Every word indicates a kind, as in "province" or in CO, the code of Como.
  if (coreWords.length === 0) return { core: words.join(''), kind: null };
  const name = coreWords.join('');
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
  const distinctKinds = new Set(kinds.filter((kind) => kind !== null));
  return distinctKinds.size === 1 ? ([...distinctKinds][0] ?? null) : null;
};
