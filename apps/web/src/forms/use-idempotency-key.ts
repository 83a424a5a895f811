'use client';
import { useCallback, useRef } from 'react';

/** The `Idempotency-Key` of a write. It changes only with the content, so that a retry after a lost answer has no second effect. */
export const useIdempotencyKey = () => {
  const last = useRef<{ content: string; file: unknown; key: string } | null>(null);
  return useCallback((fields: unknown, file: unknown = null): string => {
    const content = JSON.stringify(fields);
    if (last.current?.content !== content || last.current.file !== file) {
      last.current = { content, file, key: crypto.getRandomValues(new Uint32Array(4)).join('-') };
    }
    return last.current.key;
  }, []);
};
