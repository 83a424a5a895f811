import { cookies } from 'next/headers';
import { isTheme, themeCookie } from '../session/preference-cookies.ts';
import { languageNames } from '../texts/languages.ts';
import { requestLanguage, tenantLanguages } from '../texts/request-texts.ts';
import { PreferencesForm } from './preferences-form.tsx';

export const Preferences = async () => {
  const [languages, language] = [await tenantLanguages(), await requestLanguage()];
  const theme = (await cookies()).get(themeCookie)?.value;
  return (
    <PreferencesForm
      language={language}
      languages={languages.map((value) => ({ value, label: languageNames[value] }))}
      theme={isTheme(theme) ? theme : 'system'}
    />
  );
};
