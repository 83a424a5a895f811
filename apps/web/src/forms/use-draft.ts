'use client';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { FieldValues, UseFormReturn } from 'react-hook-form';
import { type Draft, type Fields, readDraft, saveDraft } from './draft-storage.ts';

/** The draft of a form, which survives errors, a reload of the tab, and the end of the session. */
export type FormDraft = {
  /** The draft that this page restored, until it is cleared. */
  restored: Draft | null;
  clear: () => void;
  /** Deletes the draft and resets the form. */
  discard: () => void;
};

/** Saves the input of a form as a draft, and restores it. `secrets` are never stored. */
export const useDraft = <Values extends FieldValues>(
  name: string,
  { reset, getValues, subscribe, formState }: UseFormReturn<Values>,
  secrets: readonly string[],
): FormDraft => {
  const [restored, setRestored] = useState<Draft | null>(null);
  const initialValues = useRef(formState.defaultValues);
  const secretFields = useRef(secrets);
  useEffect(() => {
    const stored = readDraft(name);
    // The user may have typed before hydration, without any event.
    const early = draftOf(getValues(), initialValues.current ?? {}, secretFields.current);
    const merged = {
      typed: { ...stored?.typed, ...early?.typed },
      before: { ...stored?.before, ...early?.before },
    };
    if (early) saveDraft(name, merged);
    if (stored) {
      reset({ ...getValues(), ...merged.typed }, { keepDefaultValues: true });
      setRestored(merged);
    }
    return subscribe({
      formState: { values: true },
      callback: ({ values, defaultValues }) =>
        saveDraft(name, draftOf(values, defaultValues ?? {}, secretFields.current)),
    });
  }, [name, reset, getValues, subscribe]);
  const clear = useCallback(() => {
    saveDraft(name, null);
    setRestored(null);
  }, [name]);
  const discard = useCallback(() => {
    reset();
    clear();
  }, [reset, clear]);
  return { restored, clear, discard };
};

/** The fields that differ from their initial values, without secrets; null where there are none. */
const draftOf = (values: Fields, before: Fields, secrets: readonly string[]): Draft | null => {
  const changed = Object.keys(values).filter((field) => !secrets.includes(field) && values[field] !== before[field]);
  const pick = (all: Fields) => Object.fromEntries(changed.map((field) => [field, all[field]]));
  return changed.length > 0 ? { typed: pick(values), before: pick(before) } : null;
};
