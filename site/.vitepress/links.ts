import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { isRepositoryKnown, repositoryPage } from '../../scripts/release/repository.mjs';
import { addressOf } from './pages.ts';

/**
 * Links are written as the repository has its files. On the site, one to a page leads to the page, one to a folder to its
 * README, and one to any other file to the repository; while that has no address, only the text remains.
 */
export function withSiteLinks(md: MarkdownRenderer, root: string): void {
  const source = isRepositoryKnown() ? `${repositoryPage()}/blob/main/` : undefined;
  md.core.ruler.push('site-links', ({ tokens, env }) => {
    const { path = '', realPath = path } = env as { path?: string; realPath?: string };
    for (const { children } of tokens) {
      for (const [index, token] of (children ?? []).entries()) {
        if (token.type !== 'link_open') continue;
        const href = token.attrGet('href') ?? '';
        if (/^([a-z]+:|#|\/)/.test(href)) continue;
        const [file = '', anchor] = href.split('#');
        const target = join(dirname(realPath), decodeURIComponent(file));
        if (!existsSync(target)) continue; // VitePress reports it
        const readme = join(target, 'README.md');
        const isFolder = statSync(target).isDirectory();
        const named = relative(root, isFolder && existsSync(readme) ? readme : target);
        const address = addressOf(named) ?? (source && source + named);
        if (address !== undefined) {
          token.attrSet('href', anchor === undefined ? address : `${address}#${anchor}`);
          continue;
        }
        const close = children!.slice(index).find(({ type }) => type === 'link_close')!;
        for (const [edge, type] of [
          [token, 'span_open'],
          [close, 'span_close'],
        ] as const) {
          edge.type = type;
          edge.tag = 'span';
          edge.attrs = null;
        }
      }
    }
  });
}
