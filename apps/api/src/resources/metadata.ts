import { fieldFault } from '@doorstep/contracts/errors';
import { type Metadata, type MetadataChanges, maxMetadataKeys, tooManyKeys } from '@doorstep/contracts/metadata';

/** Merges changes of metadata. Throws `too_many_keys`. */
export const mergeMetadata = (before: Metadata, changes: MetadataChanges): Metadata => {
  const entries = Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null);
  if (entries.length > maxMetadataKeys) throw fieldFault('metadata', tooManyKeys.code, tooManyKeys.message);
  return Object.fromEntries(entries) as Metadata;
};
