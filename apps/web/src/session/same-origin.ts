import { webConfig } from '../env.ts';
import { problem } from './problem.ts';

/** Whether a request is read-only, or comes from a page of this app. */
export const isSameOrigin = ({ method, headers }: { method: string; headers: Headers }): boolean =>
  ['GET', 'HEAD', 'OPTIONS'].includes(method) || headers.get('origin') === webConfig().webUrl;

/** Refuses a write from a page of another origin (CSRF). */
export const refuseCrossOrigin = (): Response =>
  problem('permission_denied', `Only pages of ${webConfig().webUrl} can make changes.`);

/** The path to redirect to: the requested one where it stays within this app, otherwise the fallback. */
export const safePath = (requested: string | null | undefined, fallback = '/addresses'): string => {
  const { webUrl } = webConfig();
  const url = requested?.startsWith('/') && URL.canParse(requested, webUrl) ? new URL(requested, webUrl) : null;
  return url?.origin === webUrl && !url.pathname.startsWith('//') ? url.pathname + url.search : fallback;
};
