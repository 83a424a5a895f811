'use client';
import { useCallback, useRef } from 'react';

/**
 * The `Idempotency-Key` of a write: the same for as long as the same is sent, so that whoever sends a form again after an
 * answer got lost does not make the thing twice.
 */
export const useRetryKey = () => {
  const last = useRef<{ content: string; file: unknown; key: string } | null>(null);
  return useCallback((fields: unknown, file: unknown = null): string => {
    const content = JSON.stringify(fields);
    if (last.current?.content !== content || last.current.file !== file) {
      last.current = { content, file, key: crypto.getRandomValues(new Uint32Array(4)).join('-') };
    }
    return last.current.key;
  }, []);
};
