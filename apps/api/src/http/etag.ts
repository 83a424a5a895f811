import { AppError } from '@doorstep/contracts/errors';

const tagPattern = /^(?:W\/)?"[\x21\x23-\x7E\x80-\u00FF]*"$/;

/** The elements of a list header (RFC 9110 section 5.6.1): a comma inside quotes belongs to its tag, and none may be empty. */
const elementsOf = (header: string): string[] =>
  (header.match(/(?:[^",]|"[^"]*")+|"/g) ?? []).map((element) => element.trim()).filter((element) => element !== '');

const tagsOf = (header: string, name: string): string[] => {
  const tags = elementsOf(header);
  if (tags.length === 0 || !tags.every((tag) => tagPattern.test(tag))) {
    throw new AppError('malformed_request', { detail: { key: 'not_entity_tags', header: name } });
  }
  return tags;
};

/** The entity tag of one version of a resource, as long as its signed links stay the same (RFC 9110 section 8.8.3). */
export const versionTag = (version: number, linkWindow: number): string => `"${version}.${linkWindow}"`;

/**
 * The versions an `If-Match` allows, undefined where it allows any (RFC 9110 section 13.1.1). A weak tag, or one that is
 * not ours, allows no version. Throws `malformed_request`.
 */
export const versionsOfIfMatch = (header: string | undefined): number[] | undefined => {
  if (header === undefined || header.trim() === '*') return undefined;
  return tagsOf(header, 'If-Match').flatMap((tag) => {
    const version = /^"([1-9]\d{0,8})\.\d+"$/.exec(tag)?.[1];
    return version === undefined ? [] : [Number(version)];
  });
};

/** Whether an `If-None-Match` names this entity tag, compared weakly (RFC 9110 section 13.1.2). */
export const matchesIfNoneMatch = (header: string | undefined, tag: string): boolean => {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return elementsOf(header).some((given) => given.replace(/^W\//, '') === tag);
};
