import { dirname, join } from 'node:path';
import { isFile } from './is-file.ts';

/** `import a.b as c, d`, at the start of a line or behind a colon or semicolon. */
const IMPORT = /(?:^|[:;])[ \t]*import[ \t]+([^\n;#]+)/gm;

/** `from a.b import c, d`; the names may be in parentheses, over several lines. */
const FROM =
  /(?:^|[:;])[ \t]*from[ \t]+(\.*)[ \t]*([^\s.;#][^\s;#]*)?[ \t]+import[ \t]*(\([^)]*\)|[^\n;#]+)/gm;

/** `importlib.import_module('a.b')` */
const DYNAMIC = /\b(?:import_module|__import__)\(\s*(['"])([^'"\n]+)\1/g;

/**
 * The local files that a Python file imports: modules and packages beside it, or in one of the folders.
 * Those of an environment are not looked for.
 * @param roots  the folders that Python looks for modules in, besides that of the file
 */
export function pythonImports(text: string, folder: string, roots: readonly string[]): string[] {
  const joined = text.replaceAll(/\\\r?\n/g, ' ');
  const folders = [...new Set([folder, ...roots])];
  const absolute = (name: string): string[] =>
    folders.flatMap((root) => filesOfModule(root, name.split('.')));
  const files: string[] = [];
  for (const [, list = ''] of joined.matchAll(IMPORT)) {
    files.push(...namesOf(list).flatMap(absolute));
  }
  for (const [, , name = ''] of joined.matchAll(DYNAMIC)) files.push(...absolute(name));
  for (const [, dots = '', module = '', list = ''] of joined.matchAll(FROM)) {
    const parts = module === '' ? [] : module.split('.');
    // What is imported from a package may be a module of it.
    const modules = [parts, ...namesOf(list).map((name) => [...parts, name])];
    const from = dots === '' ? folders : [parentOf(folder, dots.length - 1)];
    files.push(...from.flatMap((root) => modules.flatMap((one) => filesOfModule(root, one))));
  }
  return [...new Set(files)];
}

/** `(a as b, c)` */
const namesOf = (list: string): string[] =>
  list
    .replaceAll(/[()]|#[^\n]*/g, '')
    .split(',')
    .map((one) => one.trim().split(/\s/)[0]!)
    .filter((name) => name !== '' && name !== '*');

const parentOf = (folder: string, levels: number): string =>
  levels <= 0 ? folder : parentOf(dirname(folder), levels - 1);

/** What Python runs to import a module: its file, and the `__init__` of each package around it. */
function filesOfModule(root: string, parts: readonly string[]): string[] {
  const packages = parts.map((_, index) => join(root, ...parts.slice(0, index + 1), '__init__.py'));
  const own = parts.length === 0 ? join(root, '__init__.py') : `${join(root, ...parts)}.py`;
  return [...packages, own].filter(isFile);
}
