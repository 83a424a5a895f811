import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const made = ['node_modules', '.data', '.next', '.turbo', 'dist'];
const filesLike = (pattern: string): string[] =>
  globSync(pattern, { cwd: root, exclude: (name) => made.includes(name) });
const pages = [...filesLike('**/*.md'), ...filesLike('.github/**/*.md')];
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
const sources = filesLike('**/*.{ts,tsx,mjs,js}').map((path) => `/${path}`);

/** Files that a reader of CONTRIBUTING.md creates. */
const examples = /(^|\/)(notes?|fr)\b/;

const read = (page: string): string => readFileSync(join(root, page), 'utf8');
const withoutCode = (text: string): string => text.replaceAll(/^```.*?^```/gms, '');
const matchesOf = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found);

/** Returns the anchors that GitHub makes of a page's headings. */
const anchorsOf = (page: string): string[] =>
  matchesOf(withoutCode(read(page)), /^#+ (.+)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-'),
  );

const isResolvable = (page: string, link: string): boolean => {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  return existsSync(join(root, target)) && (anchor === undefined || anchorsOf(target).includes(anchor));
};

describe.each(pages)('%s', (page) => {
  test('has no broken link within the repository', () => {
    const links = matchesOf(withoutCode(read(page)), /\]\(([^)\s]+)\)/g).filter((link) => !/^[a-z]+:/.test(link));
    expect(links.filter((link) => !isResolvable(page, link))).toEqual([]);
  });

  test('names no missing npm script', () => {
    const named = matchesOf(read(page), /npm run (?:--silent )?([a-z][-\w:]*)/g);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('names no missing source file', () => {
    const named = matchesOf(withoutCode(read(page)), /`([\w./()[\]-]+\.(?:ts|tsx|mjs|js))`/g).filter(
      (name) => !examples.test(name),
    );
    expect(named.filter((name) => !sources.some((path) => path.endsWith(`/${name}`)))).toEqual([]);
  });
});
