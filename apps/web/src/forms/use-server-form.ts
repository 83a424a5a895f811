'use client';
import { isDoorstepError } from '@doorstep/sdk';
import { type BaseSyntheticEvent, useEffect, useState } from 'react';
import { type FieldValues, type Path, type Resolver, type UseFormReturn, useForm } from 'react-hook-form';
import type { z } from 'zod';
import type { Language } from '../texts/languages.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { type ProblemText, problemText } from '../ui/problem-text.ts';
import type { Conflict, Versioned } from './conflict.ts';
import { useConflict } from './use-conflict.ts';
import { useDraft } from './use-draft.ts';

type Options<Values extends FieldValues, Output, Resource> = {
  /** The name of the draft, unique per form; with an id where a page has several forms of a kind. */
  name: string;
  values: Values;
  /** Loads the schema of the contracts that the API validates these values with, after the page. */
  schema?: (values: Values) => Promise<z.ZodType<Output>>;
  /** Fields that no draft may hold, such as passwords and codes. */
  secrets?: readonly Path<Values>[];
  /** The resource that the form changes, where others can change it too. */
  versioned?: Versioned<Values, Resource>;
  /** Sends the values as a change of `baseVersion`. The result becomes the next base version. */
  submit: (output: Output, baseVersion: Resource) => Promise<Resource | undefined>;
};

/** The state of a form, to pass to `<Form>`. */
export type ServerForm<Values extends FieldValues> = {
  methods: UseFormReturn<Values>;
  onSubmit: (event?: BaseSyntheticEvent) => Promise<void>;
  /** An error that belongs to no single field. */
  problem: ProblemText | null;
  /** Whether the form shows a restored draft. */
  restored: boolean;
  discardDraft: () => void;
  conflict: Conflict<Values> | null;
  /** Ends a conflict: sends these values as a change of the stored version, or with null returns to the form. */
  resolveConflict: (values: Values | null) => void;
};

/**
 * A form on react-hook-form that validates as the API does. Errors of the API appear at their fields, all others as
 * `problem`. A draft of the input survives errors, reloads, and the end of the session.
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
  const draft = useDraft(name, methods, secrets);
  const { conflict, baseVersion, rebase, choose } = useConflict(versioned, methods, draft.restored);
  const { getValues } = methods;
  useEffect(() => void schema?.(getValues()).catch(() => undefined), [schema, getValues]);

  const handleError = async (error: unknown) => {
    if (isDoorstepError(error, 'aborted')) return;
    if (versioned && isDoorstepError(error, 'precondition_failed')) {
      if (!(await rebase(versioned))) await send();
      return;
    }
    const faults = isDoorstepError(error) ? Object.entries(error.errors) : [];
    const known = faults.filter(([field]) => field in values);
    for (const [field, [fault]] of known) {
      methods.setError(field as Path<Values>, { type: 'server', message: fault?.message ?? '' });
    }
    const otherMessages = faults
      .filter(([field]) => !(field in values))
      .flatMap(([, found]) => found.map(({ message }) => message));
    const { text, requestId, action } = problemText(error, texts);
    const shownText =
      otherMessages.length > 0 ? otherMessages.join(' ') : known.length > 0 ? texts.problems.fields : text;
    setProblem({ text: shownText, requestId, action });
  };

  const send = methods.handleSubmit(async (output) => {
    setProblem(null);
    try {
      const sent = methods.getValues();
      const saved = await submit(output as unknown as Output, baseVersion.current);
      const current = methods.getValues();
      draft.clear();
      if (versioned && saved !== undefined) {
        baseVersion.current = saved;
        const stored = versioned.toValues(saved);
        methods.reset(stored);
        // Input during the request is not saved yet.
        for (const field of Object.keys(stored) as Path<Values>[]) {
          if (current[field] !== sent[field]) methods.setValue(field, current[field], { shouldDirty: true });
        }
      }
    } catch (error) {
      // The read of the stored version can fail like the write.
      await handleError(error).catch(handleError);
    }
  });

  const resolveConflict = (chosen: Values | null) => {
    choose(chosen);
    if (chosen) void send();
  };

  return {
    methods,
    onSubmit: send,
    problem,
    restored: draft.restored !== null,
    discardDraft: draft.discard,
    conflict,
    resolveConflict,
  };
};

const resolverOf =
  <Values extends FieldValues, Output>(schema: Options<Values, Output, unknown>['schema']): Resolver<Values> =>
  async (values) => {
    const loaded = schema && (await Promise.all([schema(values), import('./validate.ts')]).catch(() => null));
    // Without the schema, which a lost connection can keep away, only the API validates.
    if (!loaded) return { values, errors: {} };
    const [rules, { validate }] = loaded;
    const result = validate(rules, values, document.documentElement.lang as Language);
    if ('output' in result) return { values: result.output as unknown as Values, errors: {} };
    const errors = Object.entries(result.faults).map(([field, message]) => [field, { type: 'schema', message }]);
    return { values: {}, errors: Object.fromEntries(errors) };
  };
