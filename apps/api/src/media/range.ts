import type { ByteRange } from './object-store.ts';

/**
 * Parses a single range (RFC 9110 section 14.2). Returns null for the whole object: without a range, with several ranges, with
 * an unknown unit, or if `If-Range` does not match.
 * Express's `req.range` would refuse a suffix longer than the file and a range that ends before its start.
 */
export const parseRange = (
  header: string | undefined,
  ifRange: string | undefined,
  tag: string,
  size: number,
): ByteRange | 'unsatisfiable' | null => {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if ((from === '' && to === '') || (ifRange !== undefined && ifRange !== tag)) return null;
  if (from === '') return Number(to) === 0 ? 'unsatisfiable' : { start: Math.max(0, size - Number(to)), end: size - 1 };
  const start = Number(from);
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < start) return null;
  return start >= size ? 'unsatisfiable' : { start, end };
};
