import { closeSync, openSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import { dirname, extname, relative, sep } from 'node:path';
import { fileHash, textHash } from './file-hash.ts';
import { javascriptImports } from './javascript-imports.ts';
import { pythonImports } from './python-imports.ts';
import { shellFiles } from './shell-files.ts';

/** Files of a version, by absolute path, with a hash of each. */
export type SourceFiles = ReadonlyMap<string, string>;

export interface SourceOptions {
  /** The folders that Python looks for modules in. Default: that of the entry. */
  readonly roots?: readonly string[];
}

type Language = 'javascript' | 'python' | 'shell';

const LANGUAGES: Readonly<Record<string, Language>> = {
  ...{ '.js': 'javascript', '.mjs': 'javascript', '.cjs': 'javascript', '.jsx': 'javascript' },
  ...{ '.ts': 'javascript', '.mts': 'javascript', '.cts': 'javascript', '.tsx': 'javascript' },
  ...{ '.py': 'python', '.pyw': 'python' },
  ...{ '.sh': 'shell', '.bash': 'shell', '.zsh': 'shell' },
};

/** A file without a known extension says in its first line what runs it. */
const INTERPRETERS: readonly (readonly [RegExp, Language])[] = [
  [/\b(?:node|bun|deno|tsx)\b/, 'javascript'],
  [/\bpython/, 'python'],
  [/\b(?:ba|z|da|k)?sh\b/, 'shell'],
];

/** Larger files are data, or bundles that import nothing. */
const MAX_TEXT_BYTES = 4 * 2 ** 20;

/**
 * A file and the local files that it imports, and those that they import. Packages are not followed.
 * @param entry  an existing file
 */
export function sourceFiles(entry: string, { roots }: SourceOptions = {}): SourceFiles {
  const first = realpathSync(entry);
  const files = new Map<string, string>();
  const waiting = [first];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (files.has(path)) continue;
    files.set(path, fileHash(path));
    const found = importsOf(path, roots ?? [dirname(first)]).map((file) => realpathSync(file));
    waiting.push(...found.filter((file) => !isInPackage(file)));
  }
  return files;
}

/**
 * The version of a file of a person: a hash of its text and of the local files that it imports. Where
 * its folder is makes no difference.
 */
export const fileVersion = (entry: string, options?: SourceOptions): string =>
  versionOfFiles(entry, sourceFiles(entry, options));

/** The version of an entry whose files are known. */
export function versionOfFiles(entry: string, files: SourceFiles): string {
  const folder = dirname(realpathSync(entry));
  const parts = [...files].map(([path, hash]) => [
    relative(folder, path).replaceAll(sep, '/'),
    hash,
  ]);
  return textHash(...(parts.toSorted(([a], [b]) => (a! < b! ? -1 : 1)).flat() as string[]));
}

const isInPackage = (path: string): boolean => path.split(sep).includes('node_modules');

/** Whether a file is a program or a module, rather than data. */
export const isCode = (path: string): boolean => languageOf(path) !== undefined;

const languageOf = (path: string): Language | undefined =>
  LANGUAGES[extname(path)] ?? interpreterOf(path);

function importsOf(path: string, roots: readonly string[]): string[] {
  const language = languageOf(path);
  if (language === undefined || statSync(path).size > MAX_TEXT_BYTES) return [];
  const text = readFileSync(path, 'utf8');
  const folder = dirname(path);
  switch (language) {
    case 'javascript':
      return javascriptImports(text, folder);
    case 'python':
      return pythonImports(text, folder, roots);
    case 'shell':
      return shellFiles(text, [folder, process.cwd()]);
  }
}

/** The language that `#!/usr/bin/env python3` names. */
function interpreterOf(path: string): Language | undefined {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(128);
    const line = start.toString('latin1', 0, readSync(file, start)).split('\n', 1)[0]!;
    if (!line.startsWith('#!')) return undefined;
    return INTERPRETERS.find(([pattern]) => pattern.test(line))?.[1];
  } finally {
    closeSync(file);
  }
}
