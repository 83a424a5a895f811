'use client';
import { type ChangeEvent, useId } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { type Theme, themes } from './preference-cookies.ts';

type PreferencesFormProps = { language: string; languages: { value: string; label: string }[]; theme: Theme };

const send = ({ currentTarget }: ChangeEvent<HTMLSelectElement>): void => currentTarget.form?.requestSubmit();
const selectStyle = 'min-h-9 w-full rounded-lg border border-line-strong bg-surface px-2 py-1 text-sm';

/** Sends a choice as soon as it is made; without scripts by a button. */
export const PreferencesForm = ({ language, languages, theme }: PreferencesFormProps) => {
  const { shell } = useTexts();
  const id = useId();
  return (
    <form
      method="post"
      action="/preferences"
      className="grid grid-cols-[auto_1fr] items-center gap-x-3 gap-y-2 text-sm"
    >
      {languages.length > 1 && (
        <>
          <label htmlFor={`${id}-language`} className="text-ink-soft">
            {shell.language}
          </label>
          <select id={`${id}-language`} name="language" defaultValue={language} onChange={send} className={selectStyle}>
            {languages.map(({ value, label }) => (
              <option key={value} value={value} lang={value}>
                {label}
              </option>
            ))}
          </select>
        </>
      )}
      <label htmlFor={`${id}-theme`} className="text-ink-soft">
        {shell.appearance}
      </label>
      <select id={`${id}-theme`} name="theme" defaultValue={theme} onChange={send} className={selectStyle}>
        {themes.map((value) => (
          <option key={value} value={value}>
            {shell[value]}
          </option>
        ))}
      </select>
      <noscript>
        <button type="submit" className="col-span-2 text-start text-brand-text underline">
          {shell.apply}
        </button>
      </noscript>
    </form>
  );
};
