'use client';
import { type ChangeEvent, useId } from 'react';
import { type Theme, themes } from '../session/preference-cookies.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Select } from '../ui/select.tsx';

type PreferencesFormProps = { language: string; languages: { value: string; label: string }[]; theme: Theme };

const submit = ({ currentTarget }: ChangeEvent<HTMLSelectElement>): void => currentTarget.form?.requestSubmit();

/** Submits each choice at once; without scripts with a button. */
export const PreferencesForm = ({ language, languages, theme }: PreferencesFormProps) => {
  const { shell } = useTexts();
  const id = useId();
  const themeOptions = themes.map((value) => ({ value, label: shell[value] }));
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
          <Select
            id={`${id}-language`}
            name="language"
            size="small"
            defaultValue={language}
            onChange={submit}
            options={languages.map((option) => ({ ...option, lang: option.value }))}
          />
        </>
      )}
      <label htmlFor={`${id}-theme`} className="text-ink-soft">
        {shell.appearance}
      </label>
      <Select
        id={`${id}-theme`}
        name="theme"
        size="small"
        defaultValue={theme}
        onChange={submit}
        options={themeOptions}
      />
      <noscript>
        <button type="submit" className="col-span-2 text-start text-brand-text underline">
          {shell.apply}
        </button>
      </noscript>
    </form>
  );
};
