import { cookies } from 'next/headers';
import { languageNames } from '../texts/languages.ts';
import { requestLanguage, tenantLanguages } from '../texts/request-language.ts';
import { isTheme, themeCookie } from './preference-cookies.ts';
import { PreferencesForm } from './preferences-form.tsx';

/** Language and appearance, for everybody. */
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
