import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { slugOf } from '../../site/.vitepress/slug.mjs';
import { pages, proseOf, root, textOf } from './pages.ts';

/** The anchors of a page's headings, as GitHub and the site make them. */
function anchorsOf(page: string): Set<string> {
  const counts = new Map<string, number>();
  const text = textOf(page).replaceAll(/^ *(`{3,})[^\n]*\n.*?^ *\1 *$/gms, '');
  return new Set(
    [...text.matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading = '']) => {
      // Links and code of a heading count as their text.
      const slug = slugOf(heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', ''));
      const count = counts.get(slug) ?? 0;
      counts.set(slug, count + 1);
      return count === 0 ? slug : `${slug}-${count}`;
    }),
  );
}

const linksOf = (page: string): string[] =>
  [...proseOf(textOf(page)).matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)]
    .map(([, href = '']) => href)
    .filter((href) => !/^[a-z]+:/.test(href));

function faultOf(page: string, href: string): string | undefined {
  const [path = '', anchor] = href.split('#');
  const target = path === '' ? page : join(dirname(page), decodeURIComponent(path));
  if (href.startsWith('/') || target.startsWith('..'))
    return 'is not a path inside of the repository';
  if (!existsSync(join(root, target))) return 'leads nowhere';
  if (anchor === undefined) return undefined;
  const isFolder = statSync(join(root, target)).isDirectory();
  const file = isFolder ? join(target, 'README.md') : target;
  if (!file.endsWith('.md')) return undefined;
  return anchorsOf(file).has(anchor) ? undefined : `has no heading #${anchor}`;
}

test('every link of a page leads to a file, and to a heading that is there', () => {
  const faults = pages.flatMap((page) =>
    linksOf(page).flatMap((href) => {
      const fault = faultOf(page, href);
      return fault === undefined ? [] : [`${page}: ${href} ${fault}`];
    }),
  );
  expect(faults).toEqual([]);
  expect(pages.flatMap(linksOf).length).toBeGreaterThan(200);
});

test('a link that leads nowhere is found', () => {
  expect(faultOf('README.md', 'docs/nowhere.md')).toBe('leads nowhere');
  expect(faultOf('README.md', 'docs/guide/compare.md#nowhere')).toBe('has no heading #nowhere');
  expect(faultOf('docs/guide/compare.md', '../concepts/comparison.md#three-answers')).toBe(
    undefined,
  );
});
