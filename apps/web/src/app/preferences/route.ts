import type { NextRequest } from 'next/server';
import { formFields, seeOther } from '../../session/form-post.ts';
import { isOwn, refuseForeign } from '../../session/problem.ts';
import { safePath } from '../../session/safe-path.ts';
import { isTheme, themeCookie } from '../../shell/preference-cookies.ts';
import { languageCookie } from '../../texts/language-cookie.ts';
import { isLanguage } from '../../texts/languages.ts';

const year = 365 * 24 * 60 * 60;
const cookie = (name: string, value: string): string => `${name}=${value}; Path=/; Max-Age=${year}; SameSite=Lax`;

/** Keeps language and theme in cookies, and goes back to the page. */
export const POST = async (request: NextRequest): Promise<Response> => {
  if (!isOwn(request)) return refuseForeign();
  const fields = await formFields(request);
  const { language, theme } = typeof fields === 'object' && fields ? fields : {};
  const from = request.headers.get('referer');
  const response = seeOther(
    safePath(from && URL.canParse(from) ? new URL(from).pathname + new URL(from).search : null),
  );
  if (language && isLanguage(language)) response.headers.append('Set-Cookie', cookie(languageCookie, language));
  if (isTheme(theme)) response.headers.append('Set-Cookie', cookie(themeCookie, theme));
  return response;
};
