import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const isIgnored = (path: string) =>
  /(^|\/)(node_modules|dist|build|templates|fixtures|api)(\/|$)/.test(path);

function* filesOf(folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (isIgnored(path)) continue;
    if (entry.isDirectory()) yield* filesOf(path);
    else yield path;
  }
}

/** Every page that people read: paths from the root of the repository. */
export const pages: readonly string[] = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'],
  ...['docs', 'packages', 'examples', 'benchmarks', 'site/playground']
    .flatMap((folder) => [...filesOf(folder)])
    .filter((file) => file.endsWith('.md')),
].sort();

/** Sources whose doc comments have examples. */
export const sources: readonly string[] = [...filesOf('packages')]
  .filter((file) => /^packages\/[^/]+\/src\/.*\.ts$/.test(file) && !/\.test/.test(file))
  .sort();

export const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  /** From 1, among all blocks of the page. */
  readonly number: number;
  readonly line: number;
  readonly language: string;
  /** The name of the file that it is, behind the language: `json [space.json]`. */
  readonly file: string | undefined;
  readonly code: string;
  /** Why it is not run, from the comment in front of it. */
  readonly notRun: string | undefined;
}

const FENCE =
  /^(?<indent> *)(?<ticks>`{3,})(?<info>[^\n`]*)\n(?<code>.*?)^\k<indent>\k<ticks> *$/gms;

export function blocksOf(page: string, text = textOf(page)): Block[] {
  return [...text.matchAll(FENCE)].map((match, index) => {
    const { info = '', code = '' } = match.groups ?? {};
    const before = text.slice(0, match.index);
    return {
      page,
      number: index + 1,
      line: before.split('\n').length,
      language: info.trim().split(/\s/)[0] ?? '',
      file: /\[(.+)\]/.exec(info)?.[1],
      code,
      notRun: /<!-- not run: (.+?) -->\s*$/.exec(before)?.[1],
    };
  });
}

/** The text of a page without its blocks and code. */
export const proseOf = (text: string): string =>
  text.replaceAll(FENCE, '').replaceAll(/(`+)[^`].*?\1/gs, '');

export const shown = (file: string): string => relative(root, file);
