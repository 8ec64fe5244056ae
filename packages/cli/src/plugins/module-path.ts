import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { isFile } from '../versions/is-file.ts';

/** Files that are modules, in the order in which a folder is searched for its index. */
const EXTENSIONS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'];

const MODULE_FILE = new RegExp(`\\.(${EXTENSIONS.join('|')})$`);

/** A name without the export behind it: `./mine.ts#fast` is the export `fast` of `./mine.ts`. */
export interface ModuleName {
  readonly module: string;
  readonly exported?: string;
}

/** Splits a name at the last `#`, unless a file is called so. */
export function splitExport(name: string): ModuleName {
  const at = name.lastIndexOf('#');
  if (at <= 0 || existsSync(expanded(name))) return { module: name };
  return { module: name.slice(0, at), exported: name.slice(at + 1) };
}

/** Whether a name is a path rather than the name of a plugin. */
export function isPath(name: string): boolean {
  const { module } = splitExport(name);
  if (isAbsolute(module) || /^\.{1,2}([\\/]|$)|^~[\\/]/.test(module)) return true;
  if (module.startsWith('@')) return false;
  return MODULE_FILE.test(module) || (/[\\/]/.test(module) && existsSync(module));
}

/** The path without the home folder's short name, which a shell leaves as it is behind a comma. */
const expanded = (path: string): string => path.replace(/^~(?=[\\/])/, homedir());

/** The file behind a path: itself, or the entry of a folder. Undefined if there is none. */
export function fileOfPath(path: string): string | undefined {
  const whole = resolve(expanded(path));
  if (isFile(whole)) return whole;
  const isFolder = statSync(whole, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder) return undefined;
  const named = entryOfPackage(whole);
  const indexes = EXTENSIONS.map((extension) => join(whole, `index.${extension}`));
  return [...(named === undefined ? [] : [named]), ...indexes].find(isFile);
}

/** What the package.json of a folder names as its entry. */
function entryOfPackage(folder: string): string | undefined {
  const file = join(folder, 'package.json');
  if (!isFile(file)) return undefined;
  const { exports, main } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const entry = entryOfExports(exports) ?? (typeof main === 'string' ? main : undefined);
  return entry === undefined ? undefined : join(folder, entry);
}

const CONDITIONS = new Set(['node', 'import', 'module-sync', 'default']);

function entryOfExports(exports: unknown): string | undefined {
  if (typeof exports === 'string') return exports;
  if (typeof exports !== 'object' || exports === null) return undefined;
  const { '.': root } = exports as { readonly '.'?: unknown };
  if (root !== undefined) return entryOfExports(root);
  for (const [condition, target] of Object.entries(exports)) {
    if (!CONDITIONS.has(condition)) continue;
    const entry = entryOfExports(target);
    if (entry !== undefined) return entry;
  }
  return undefined;
}
