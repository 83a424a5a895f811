import { webConfig } from '../env.ts';

/** Where to go next: a path of this app, whatever a link asks for. */
export const safePath = (wanted: string | null | undefined, otherwise = '/addresses'): string => {
  const { webUrl } = webConfig();
  const url = wanted?.startsWith('/') && URL.canParse(wanted, webUrl) ? new URL(wanted, webUrl) : null;
  return url?.origin === webUrl && !url.pathname.startsWith('//') ? url.pathname + url.search : otherwise;
};
