import { extname, join } from 'node:path';
import { isFile } from './is-file.ts';

/**
 * Relative paths in quotes behind `import`, `export ... from`, `require` and `new URL`. Also those in
 * comments: a file too many in a version does no harm.
 */
const SPECIFIER =
  /(?:\bfrom|\bimport(?:\s*\.meta\.resolve)?|\brequire(?:\.resolve)?|\bnew\s+URL)\s*\(?\s*(?:\/\*[^*]*\*\/\s*)?(['"`])(\.{1,2}(?:\/[^'"`\n]*)?)\1/g;

/** What may be left out of a specifier, in the order in which it is looked for. */
const EXTENSIONS = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx', '.json'];

/** TypeScript files that are imported under the name of what they are compiled to. */
const COMPILED: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
  '.jsx': ['.tsx'],
};

/** The local files that a JavaScript or TypeScript file imports. */
export function javascriptImports(text: string, folder: string): string[] {
  const found = [...text.matchAll(SPECIFIER)].flatMap(([, , specifier = '']) => {
    const path = join(folder, specifier.replace(/[?#].*$/, ''));
    return candidatesOf(path).find(isFile) ?? [];
  });
  return found;
}

function candidatesOf(path: string): string[] {
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  return [
    path,
    ...(COMPILED[extension] ?? []).map((other) => stem + other),
    ...EXTENSIONS.map((other) => path + other),
    ...EXTENSIONS.map((other) => join(path, `index${other}`)),
  ];
}
