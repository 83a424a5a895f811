'use client';
import { isDoorstepError } from '@doorstep/sdk';
import { type BaseSyntheticEvent, useCallback, useEffect, useRef, useState } from 'react';
import { type FieldValues, type Path, type Resolver, type UseFormReturn, useForm } from 'react-hook-form';
import type { z } from 'zod';
import type { Language } from '../texts/languages.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { type ProblemText, problemText } from '../ui/problem-text.ts';
import { type Conflict, conflictOf, type Versioned } from './conflict.ts';
import { type Draft, type Fields, keepDraft, readDraft } from './draft.ts';

type Options<Values extends FieldValues, Output, Resource> = {
  /** Names the draft: one for each form, with an id where there are many of a kind. */
  name: string;
  /** What is there before anything is typed. */
  values: Values;
  /** Brings the schema of the contracts that the API judges these values by. It is loaded behind the page. */
  schema?: (values: Values) => Promise<z.ZodType<Output>>;
  /** Fields that no draft may hold: passwords, codes. */
  secrets?: readonly Path<Values>[];
  /** What is changed, where others may change it too. */
  versioned?: Versioned<Values, Resource>;
  /** Sends it. `base` is the resource that the change is based on; what is answered becomes the next one. */
  submit: (output: Output, base: Resource) => Promise<Resource | undefined>;
};

/** A form that is judged as the API judges, shows what the API says, and loses nothing. Give it to `<Form>`. */
export type ServerForm<Values extends FieldValues> = {
  methods: UseFormReturn<Values>;
  onSubmit: (event?: BaseSyntheticEvent) => Promise<void>;
  /** What is wrong with no one field. */
  problem: ProblemText | null;
  /** Whether it shows what was typed before the page was loaded again. */
  restored: boolean;
  discardDraft: () => void;
  conflict: Conflict<Values> | null;
  /** Ends a conflict: sends these values on the basis of what is stored now, or with null goes back to the form. */
  settle: (values: Values | null) => void;
};

/**
 * A form on react-hook-form. Faults that the API finds land on their fields, everything else where the form is sent from. What is
 * typed outlives errors, a reload of the tab and the end of the session.
 */
export const useServerForm = <Values extends FieldValues, Output = Values, Resource = undefined>({
  name,
  values,
  schema,
  secrets = [],
  versioned,
  submit,
}: Options<Values, Output, Resource>): ServerForm<Values> => {
  const texts = useTexts();
  const methods = useForm<Values, unknown, Values>({
    defaultValues: values as never,
    resolver: resolverOf<Values, Output>(schema),
  });
  const [problem, setProblem] = useState<ProblemText | null>(null);
  const [conflict, setConflict] = useState<Conflict<Values> | null>(null);
  const base = useRef(versioned?.initial as Resource);
  const draft = useDraft(name, methods, secrets);
  const shownOf = useRef(versioned?.toValues);
  const { kept } = draft;
  // Who comes back to a draft has a page of now: what was saved elsewhere since it was typed would be written over unseen.
  useEffect(() => {
    if (!kept || !shownOf.current) return;
    const theirs = shownOf.current(base.current);
    const found = conflictOf({ ...theirs, ...kept.before }, theirs, { ...theirs, ...kept.typed });
    if (found.contested) setConflict(found);
  }, [kept]);
  const { getValues } = methods;
  useEffect(() => void schema?.(getValues()).catch(() => undefined), [schema, getValues]);

  const refuse = async (error: unknown) => {
    if (isDoorstepError(error, 'aborted')) return;
    if (versioned && isDoorstepError(error, 'precondition_failed')) {
      const latest = await versioned.read();
      const found = conflictOf(versioned.toValues(base.current), versioned.toValues(latest), methods.getValues());
      base.current = latest;
      if (found.contested) setConflict(found);
      else await send();
      return;
    }
    const faults = isDoorstepError(error) ? Object.entries(error.errors) : [];
    const known = faults.filter(([field]) => field in values);
    for (const [field, [fault]] of known) {
      methods.setError(field as Path<Values>, { type: 'server', message: fault?.message ?? '' });
    }
    const others = faults
      .filter(([field]) => !(field in values))
      .flatMap(([, found]) => found.map(({ message }) => message));
    const { text, requestId, way } = problemText(error, texts);
    const shown = others.length > 0 ? others.join(' ') : known.length > 0 ? texts.problems.fields : text;
    setProblem({ text: shown, requestId, way });
  };

  const send = methods.handleSubmit(async (output) => {
    setProblem(null);
    try {
      const sent = methods.getValues();
      const saved = await submit(output as unknown as Output, base.current);
      const now = methods.getValues();
      draft.forget();
      if (versioned && saved !== undefined) {
        base.current = saved;
        const stored = versioned.toValues(saved);
        methods.reset(stored);
        // What was typed while it was under way is not saved yet.
        for (const field of Object.keys(stored) as Path<Values>[]) {
          if (now[field] !== sent[field]) methods.setValue(field, now[field], { shouldDirty: true });
        }
      }
    } catch (error) {
      // Reading what is stored may fail as the write did.
      await refuse(error).catch(refuse);
    }
  });

  const settle = (chosen: Values | null) => {
    setConflict(null);
    if (!chosen) return;
    for (const [field, value] of Object.entries(chosen)) {
      methods.setValue(field as Path<Values>, value, { shouldDirty: true });
    }
    void send();
  };

  return { methods, onSubmit: send, problem, restored: kept !== null, discardDraft: draft.discard, conflict, settle };
};

const resolverOf =
  <Values extends FieldValues, Output>(schema: Options<Values, Output, unknown>['schema']): Resolver<Values> =>
  async (values) => {
    const rules = schema && (await Promise.all([schema(values), import('./field-rules.ts')]).catch(() => null));
    // Without the rules, which an interrupted connection may keep away, the API judges alone.
    if (!rules) return { values, errors: {} };
    const [loaded, { judge }] = rules;
    const judged = judge(loaded, values, document.documentElement.lang as Language);
    if ('output' in judged) return { values: judged.output as unknown as Values, errors: {} };
    const errors = Object.entries(judged.faults).map(([field, message]) => [field, { type: 'schema', message }]);
    return { values: {}, errors: Object.fromEntries(errors) };
  };

/** What was typed over what had been there, but for secrets; null where nothing was. */
const draftOf = (values: Fields, before: Fields, secrets: readonly string[]): Draft | null => {
  const changed = Object.keys(values).filter((field) => !secrets.includes(field) && values[field] !== before[field]);
  const of = (all: Fields) => Object.fromEntries(changed.map((field) => [field, all[field]]));
  return changed.length > 0 ? { typed: of(values), before: of(before) } : null;
};

const useDraft = <Values extends FieldValues>(
  name: string,
  { reset, getValues, subscribe, formState }: UseFormReturn<Values>,
  secrets: readonly string[],
) => {
  const [kept, setKept] = useState<Draft | null>(null);
  const initial = useRef(formState.defaultValues);
  const hidden = useRef(secrets);
  useEffect(() => {
    const found = readDraft(name);
    // Before scripts took over nobody heard what was typed.
    const early = draftOf(getValues(), initial.current ?? {}, hidden.current);
    const all = {
      typed: { ...found?.typed, ...early?.typed },
      before: { ...found?.before, ...early?.before },
    };
    if (early) keepDraft(name, all);
    if (found) {
      reset({ ...getValues(), ...all.typed }, { keepDefaultValues: true });
      setKept(all);
    }
    return subscribe({
      formState: { values: true },
      callback: ({ values, defaultValues }) => keepDraft(name, draftOf(values, defaultValues ?? {}, hidden.current)),
    });
  }, [name, reset, getValues, subscribe]);
  const forget = useCallback(() => {
    keepDraft(name, null);
    setKept(null);
  }, [name]);
  const discard = useCallback(() => {
    reset();
    forget();
  }, [reset, forget]);
  return { kept, forget, discard };
};
