import { AppError } from '@doorstep/contracts/errors';

const tagPattern = /^(?:W\/)?"[\x21\x23-\x7E\x80-\u00FF]*"$/;

/** Splits a list header (RFC 9110 section 5.6.1). A comma inside quotes belongs to its tag; empty elements are ignored. */
const elementsOf = (header: string): string[] =>
  (header.match(/(?:[^",]|"[^"]*")+|"/g) ?? []).map((element) => element.trim()).filter((element) => element !== '');

const tagsOf = (header: string, name: string): string[] => {
  const tags = elementsOf(header);
  if (tags.length === 0 || !tags.every((tag) => tagPattern.test(tag))) {
    throw new AppError('malformed_request', { detail: { key: 'entity_tags_invalid', header: name } });
  }
  return tags;
};

/** Makes the entity tag of one version of a resource (RFC 9110 section 8.8.3). The tag changes when its signed links change. */
export const versionTag = (version: number, linkWindow: number): string => `"${version}.${linkWindow}"`;

/**
 * Returns the versions that `If-Match` allows, or undefined when it allows any (RFC 9110 section 13.1.1).
 * A weak or unknown tag allows no version. Throws `malformed_request`.
 */
export const versionsOfIfMatch = (header: string | undefined): number[] | undefined => {
  if (header === undefined || header.trim() === '*') return undefined;
  return tagsOf(header, 'If-Match').flatMap((tag) => {
    const version = /^"([1-9]\d{0,8})\.\d+"$/.exec(tag)?.[1];
    return version === undefined ? [] : [Number(version)];
  });
};

/** Returns whether `If-None-Match` contains this entity tag, by weak comparison (RFC 9110 section 13.1.2). */
export const matchesIfNoneMatch = (header: string | undefined, tag: string): boolean => {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return elementsOf(header).some((candidate) => candidate.replace(/^W\//, '') === tag);
};
