'use client';
import { useState } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import type { Conflict } from './conflict.ts';

type ConflictDialogProps<Values> = {
  conflict: Conflict<Values>;
  /** The name of a field. */
  labelOf: (field: string) => string;
  /** Formats a value. */
  display: (field: string, value: unknown) => string;
  /** Gets the chosen values, or null where the customer cancels. */
  onResolve: (values: Values | null) => void;
};

/** Shows the stored values beside the input, to choose from field by field. */
export const ConflictDialog = <Values extends Record<string, unknown>>({
  conflict: { mine, theirs, differences },
  labelOf,
  display,
  onResolve,
}: ConflictDialogProps<Values>) => {
  const { conflict: texts, common } = useTexts();
  const [chosen, setChosen] = useState(() =>
    Object.fromEntries(differences.map(({ field, proposed }) => [field, proposed])),
  );
  const save = () => {
    const values = differences.map(({ field }) => [field, (chosen[field] === 'mine' ? mine : theirs)[field]]);
    onResolve({ ...theirs, ...Object.fromEntries(values) });
  };
  return (
    <Dialog title={texts.title} isOpen onClose={() => onResolve(null)} role="alertdialog">
      <p className="text-ink-soft">{texts.text}</p>
      {differences.map(({ field, ...values }) => (
        <fieldset key={field} className="mt-5">
          <legend className="mb-2 text-sm font-medium">{labelOf(field)}</legend>
          <div className="grid gap-2 sm:grid-cols-2">
            {(['mine', 'theirs'] as const).map((side) => (
              <label
                key={side}
                className="flex cursor-pointer items-start gap-3 rounded-xl border border-line-strong/60 p-3 has-checked:border-brand-text has-checked:bg-brand-wash"
              >
                <input
                  type="radio"
                  name={`conflict-${field}`}
                  checked={chosen[field] === side}
                  onChange={() => setChosen({ ...chosen, [field]: side })}
                  className="mt-1 accent-brand-text"
                />
                <span className="min-w-0 text-sm">
                  <span className="block text-ink-soft">{side === 'mine' ? texts.yours : texts.theirs}</span>
                  <span className="block wrap-anywhere whitespace-pre-line">
                    <bdi>{display(field, values[side]) || <em>{texts.empty}</em>}</bdi>
                  </span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
      ))}
      <div className="mt-6 flex flex-wrap justify-end gap-3">
        <Button kind="secondary" onClick={() => onResolve(null)}>
          {common.cancel}
        </Button>
        <Button onClick={save}>{texts.saveChosen}</Button>
      </div>
    </Dialog>
  );
};
