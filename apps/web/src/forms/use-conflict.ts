'use client';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import { type Conflict, findConflict, type Versioned } from './conflict.ts';
import type { Draft } from './draft-storage.ts';

type FormConflict<Values, Resource> = {
  /** The conflict that the user has to resolve. */
  conflict: Conflict<Values> | null;
  /** The version that the input is based on. */
  baseVersion: RefObject<Resource>;
  /** Makes the stored version the base version. Answers whether the user has to resolve a conflict with it. */
  rebase: (versioned: Versioned<Values, Resource>) => Promise<boolean>;
  /** Ends the conflict: takes the chosen values over, or with null leaves the form as it is. */
  choose: (values: Values | null) => void;
};

/** Detects that somebody else changed the resource of a form since the user started to fill it in. */
export const useConflict = <Values extends FieldValues, Resource>(
  versioned: Versioned<Values, Resource> | undefined,
  { getValues, setValue }: UseFormReturn<Values>,
  restoredDraft: Draft | null,
): FormConflict<Values, Resource> => {
  const [conflict, setConflict] = useState<Conflict<Values> | null>(null);
  const baseVersion = useRef(versioned?.initial as Resource);
  const valuesOf = useRef(versioned?.toValues);

  // A restored draft is older than the page: sent as it is, it would overwrite changes that the user has not seen.
  useEffect(() => {
    if (!restoredDraft || !valuesOf.current) return;
    const theirs = valuesOf.current(baseVersion.current);
    const found = findConflict({ ...theirs, ...restoredDraft.before }, theirs, { ...theirs, ...restoredDraft.typed });
    if (found.overwrites) setConflict(found);
  }, [restoredDraft]);

  const rebase = async ({ read, toValues }: Versioned<Values, Resource>): Promise<boolean> => {
    const latest = await read();
    const found = findConflict(toValues(baseVersion.current), toValues(latest), getValues());
    baseVersion.current = latest;
    if (found.overwrites) setConflict(found);
    return found.overwrites;
  };

  const choose = (values: Values | null) => {
    setConflict(null);
    for (const [field, value] of Object.entries(values ?? {})) {
      setValue(field as Path<Values>, value, { shouldDirty: true });
    }
  };

  return { conflict, baseVersion, rebase, choose };
};
