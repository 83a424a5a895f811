import type { NextRequest } from 'next/server';
import { readFormFields, seeOther } from '../../session/form-post.ts';
import { isTheme, languageCookie, themeCookie } from '../../session/preference-cookies.ts';
import { isSameOrigin, refuseCrossOrigin, safePath } from '../../session/same-origin.ts';
import { isLanguage } from '../../texts/languages.ts';

const yearSeconds = 365 * 24 * 60 * 60;
const cookie = (name: string, value: string): string =>
  `${name}=${value}; Path=/; Max-Age=${yearSeconds}; SameSite=Lax`;

/** Stores language and theme in cookies, and redirects back to the page. */
export const POST = async (request: NextRequest): Promise<Response> => {
  if (!isSameOrigin(request)) return refuseCrossOrigin();
  const fields = await readFormFields(request);
  const { language, theme } = typeof fields === 'object' && fields ? fields : {};
  const referer = request.headers.get('referer');
  const response = seeOther(
    safePath(referer && URL.canParse(referer) ? new URL(referer).pathname + new URL(referer).search : null),
  );
  if (language && isLanguage(language)) response.headers.append('Set-Cookie', cookie(languageCookie, language));
  if (isTheme(theme)) response.headers.append('Set-Cookie', cookie(themeCookie, theme));
  return response;
};
