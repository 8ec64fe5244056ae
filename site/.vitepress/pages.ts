/** Which files of the repository are pages, and where: the first that matches. Only what is listed is a page. */
const PAGES: readonly (readonly [file: RegExp, path: string])[] = [
  [/^docs\/(.+)\.md$/, '$1'],
  [/^site\/api\/(.+)\.md$/, 'reference/api/$1'],
  [/^site\/playground\/(.+)\.md$/, 'playground/$1'],
  [/^packages\/([^/]+)\/README\.md$/, 'packages/$1/index'],
  [/^examples\/([^/]+)\/README\.md$/, 'examples/$1/index'],
  [/^(CONTRIBUTING|SECURITY|CHANGELOG)\.md$/, 'project/$1'],
];

/** Folders that are searched for pages. Anything else is not even walked. */
export const NO_PAGES = [
  '**/node_modules/**',
  '**/{dist,build,src,cpp,fixtures,template,templates}/**',
  '.*/**',
  '{tests,benchmarks,scripts,site/dist}/**',
  'README.md',
];

/** The page of a file, with .md: both are paths from the root of the repository. */
export function pageOf(file: string): string | undefined {
  const [pattern, path] = PAGES.find(([pattern]) => pattern.test(file)) ?? [];
  if (pattern === undefined || path === undefined) return undefined;
  const page = file.replace(pattern, path);
  return `${page.startsWith('project/') ? page.toLowerCase() : page}.md`;
}

/** The address of a file's page on the site. The README's is the first page. */
export function addressOf(file: string): string | undefined {
  if (file === 'README.md') return '/';
  return pageOf(file)
    ?.replace(/^/, '/')
    .replace(/(\/index)?\.md$/, (_, index?: string) => (index ? '/' : ''));
}
