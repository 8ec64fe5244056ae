import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import type { Plugin } from 'vite';
import { withSiteLinks } from './links.ts';
import { NO_PAGES, pageOf } from './pages.ts';
import { nav, sidebar } from './sidebar.ts';
import { slugOf } from './slug.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { description } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as {
  description: string;
};

/** Where the site is served, if not at the root of its host: `/tune/`. */
const base = process.env['TUNE_SITE_BASE'] ?? '/';

/** Pages lie outside of this folder, and Vue is installed in it. */
const vueOfTheSite: Plugin = {
  name: 'vue-of-the-site',
  enforce: 'pre',
  resolveId(id, importer, options) {
    if (!/^vue($|\/)/.test(id)) return undefined;
    if (options.ssr) return { id, external: true };
    if (importer === undefined || importer.startsWith(`${root}site/`)) return undefined;
    return this.resolve(id, `${root}site/package.json`, { ...options, skipSelf: true });
  },
};

/** Pages are the files of the repository themselves: docs/, the READMEs, and what TypeDoc wrote to site/api. */
export default defineConfig({
  title: 'tune',
  description,
  srcDir: '..',
  srcExclude: NO_PAGES,
  outDir: './dist',
  cacheDir: './node_modules/.vitepress',
  rewrites: (file) => pageOf(file) ?? file,
  base,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}favicon.svg` }]],
  cleanUrls: true,
  lastUpdated: false,
  markdown: {
    anchor: { slugify: slugOf },
    config: (md) => withSiteLinks(md, root),
  },
  vite: {
    build: { chunkSizeWarningLimit: 2000 },
    resolve: {
      // The playground runs the sources, so that the site needs no built packages; of the Gaussian process those for browsers.
      conditions: ['@tune/source'],
      alias: { '@tune/gp-native': `${root}packages/gp-native/src/browser.ts` },
    },
    publicDir: fileURLToPath(new URL('../public', import.meta.url)),
    plugins: [vueOfTheSite],
    server: { fs: { allow: [root] } },
  },
  themeConfig: {
    nav,
    sidebar,
    outline: { level: [2, 3] },
    search: { provider: 'local' },
  },
});
