'use client';
import { useState } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import type { Conflict } from './conflict.ts';

type ConflictDialogProps<Values> = {
  conflict: Conflict<Values>;
  /** What a field is called. */
  labelOf: (field: string) => string;
  /** How a value is shown. */
  display: (field: string, value: unknown) => string;
  settle: (values: Values | null) => void;
};

/** Shows what was saved elsewhere beside what was typed, and lets the customer choose field by field. */
export const ConflictDialog = <Values extends Record<string, unknown>>({
  conflict: { mine, theirs, differences },
  labelOf,
  display,
  settle,
}: ConflictDialogProps<Values>) => {
  const { conflict: texts, common } = useTexts();
  const [chosen, setChosen] = useState(() =>
    Object.fromEntries(differences.map(({ field, proposed }) => [field, proposed])),
  );
  const choose = () => {
    const kept = differences.map(({ field }) => [field, (chosen[field] === 'mine' ? mine : theirs)[field]]);
    settle({ ...theirs, ...Object.fromEntries(kept) });
  };
  return (
    <Dialog title={texts.title} isOpen onClose={() => settle(null)} role="alertdialog">
      <p className="text-ink-soft">{texts.text}</p>
      {differences.map(({ field, ...values }) => (
        <fieldset key={field} className="mt-5">
          <legend className="mb-2 text-sm font-medium">{labelOf(field)}</legend>
          <div className="grid gap-2 sm:grid-cols-2">
            {(['mine', 'theirs'] as const).map((whose) => (
              <label
                key={whose}
                className="flex cursor-pointer items-start gap-3 rounded-xl border border-line-strong/60 p-3 has-checked:border-brand-text has-checked:bg-brand-wash"
              >
                <input
                  type="radio"
                  name={`conflict-${field}`}
                  checked={chosen[field] === whose}
                  onChange={() => setChosen({ ...chosen, [field]: whose })}
                  className="mt-1 accent-brand-text"
                />
                <span className="min-w-0 text-sm">
                  <span className="block text-ink-soft">{whose === 'mine' ? texts.yours : texts.theirs}</span>
                  <span className="block wrap-anywhere whitespace-pre-line">
                    <bdi>{display(field, values[whose]) || <em>{texts.empty}</em>}</bdi>
                  </span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
      ))}
      <div className="mt-6 flex flex-wrap justify-end gap-3">
        <Button kind="secondary" onClick={() => settle(null)}>
          {common.cancel}
        </Button>
        <Button onClick={choose}>{texts.keepChosen}</Button>
      </div>
    </Dialog>
  );
};
