import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DefaultTheme } from 'vitepress';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
const api = fileURLToPath(new URL('../api/', import.meta.url));
const titleOf = (file: string) => /^# (.+)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? file;

/** Pages in the order in which they are read; their titles are those in the files. */
const pages = (folder: string, names: readonly string[]): DefaultTheme.SidebarItem[] =>
  names
    .filter((name) => existsSync(`${docs}${folder}/${name}.md`))
    .map((name) => ({
      text: titleOf(`${docs}${folder}/${name}.md`).replaceAll('`', ''),
      link: `/${folder}/${name === 'index' ? '' : name}`,
    }));

const decisions = readdirSync(`${docs}decisions`)
  .filter((file) => /^\d.*\.md$/.test(file))
  .map((file) => ({
    text: titleOf(`${docs}decisions/${file}`),
    link: `/decisions/${file.replace('.md', '')}`,
  }));

const examplesFolder = fileURLToPath(new URL('../../examples/', import.meta.url));
const examples = readdirSync(examplesFolder)
  .filter((name) => existsSync(`${examplesFolder}${name}/README.md`))
  .map((name) => ({
    text: titleOf(`${examplesFolder}${name}/README.md`),
    link: `/examples/${name}/`,
  }));

const apiPages = existsSync(api)
  ? readdirSync(api, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md') && file !== 'index.md')
      .map((file) => file.replace('.md', ''))
      .sort()
      .map((path) => ({ text: path, link: `/reference/api/${path}` }))
  : [];

export const sidebar: DefaultTheme.Sidebar = [
  { text: 'Start', items: pages('start', ['command-line', 'library', 'other-languages']) },
  {
    text: 'Guides',
    items: [
      ...pages('guide', ['compare', 'strategy', 'objective', 'parallel', 'prune', 'ask-and-tell']),
      ...pages('guide', [
        'other-languages',
        'plugins',
        'bundlers',
        'contenders',
        'mnist',
        'tutorial',
      ]),
      ...pages('guide', ['troubleshooting']),
    ],
  },
  { text: 'Examples', collapsed: true, items: examples },
  {
    text: 'Concepts',
    items: [
      ...pages('concepts', ['glossary', 'bayes', 'comparison', 'durability', 'suggestions']),
      ...pages('concepts', ['versions', 'concurrency', 'security', 'mnist-table']),
    ],
  },
  {
    text: 'Reference',
    items: [
      ...pages('reference', ['cli', 'config', 'strategies', 'objectives', 'events', 'output']),
      ...pages('reference', [
        'exit-codes',
        'errors',
        'conformance',
        'installation',
        'stability',
        'regret',
      ]),
      { text: 'API', link: '/reference/api/', collapsed: true, items: apiPages },
    ],
  },
  { text: 'Decisions', collapsed: true, items: decisions },
];

export const nav: DefaultTheme.NavItem[] = [
  { text: 'Start', link: '/start/command-line', activeMatch: '^/start/' },
  { text: 'Guides', link: '/guide/compare', activeMatch: '^/guide/' },
  { text: 'Concepts', link: '/concepts/glossary', activeMatch: '^/concepts/' },
  { text: 'Reference', link: '/reference/cli', activeMatch: '^/reference/' },
  { text: 'Playground', link: '/playground/' },
];
