import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isTuneError, type TuneError } from '@tune/core';
import { reasonOf, type PluginKind } from '@tune/core/plugin';
import { importFile } from '@tune/runtime';
import { cliError } from '../errors.ts';
import { isFile } from '../versions/is-file.ts';
import { shownPath } from '../versions/shown-path.ts';
import { fileOfPath, splitExport } from './module-path.ts';

/** An export of a module, and where another process finds it. */
export interface Loaded {
  readonly value: unknown;
  /** A file as an URL. */
  readonly module: string;
  /** The name of the export; behind a slash that of a property of it. */
  readonly name: string;
}

/** Where in the files of the user an error was thrown: `mine.mjs:3:9`. */
export function placeOf(error: unknown, file: string): string | undefined {
  if (error instanceof SyntaxError) return placeOfSyntaxError(file);
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  for (const [, path, place] of stack.matchAll(
    /(?<=[\s(])((?:file:\/\/)?\/[^\n()]*?):(\d+:\d+)/g,
  )) {
    const plain = path!.startsWith('file:') ? fileURLToPath(path!.replace(/\?.*$/, '')) : path!;
    if (!plain.includes('/node_modules/jiti/')) return `${shownPath(plain)}:${place!}`;
  }
  return undefined;
}

/** The line of a syntax error: importing the file does not tell it, checking the file does. */
function placeOfSyntaxError(file: string): string | undefined {
  const { stderr } = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' });
  const line = stderr.startsWith(`${file}:`) ? /^:(\d+)/.exec(stderr.slice(file.length)) : null;
  return line === null ? undefined : `${shownPath(file)}:${line[1]!}`;
}

/** An error of importing a file of the user, with its place. One of ours, such as a space's, comes back as it is. */
export function notLoadable(path: string, file: string, error: unknown): TuneError {
  if (isTuneError(error)) return error;
  const place = placeOf(error, file);
  const reason = `${reasonOf(error)}${place === undefined ? '' : ` (${place})`}`;
  return cliError('CLI_MODULE_NOT_LOADABLE', { path, reason }, { cause: error });
}

/**
 * The export of a file or a folder: the one behind `#`, else the default one, else the only one.
 * @throws CLI_MODULE_NOT_LOADABLE  there is no such file or export, or the module throws
 */
export async function loadPath(path: string): Promise<Loaded> {
  const { module: written, exported } = splitExport(path);
  const file = fileOfPath(written);
  if (file === undefined) {
    const reason = 'there is no such file, and no folder with a package.json or an index file';
    throw cliError('CLI_MODULE_NOT_LOADABLE', { path, reason });
  }
  const module = pathToFileURL(file).href;
  let exports: Readonly<Record<string, unknown>>;
  try {
    exports = await importFile(module);
  } catch (error) {
    throw notLoadable(path, file, error);
  }
  return { module, ...exportOf(path, exports, exported) };
}

function exportOf(
  path: string,
  exports: Readonly<Record<string, unknown>>,
  wanted: string | undefined,
): Omit<Loaded, 'module'> {
  const names = Object.keys(exports).filter((name) => name !== 'module.exports');
  const fail = (reason: string): TuneError => cliError('CLI_MODULE_NOT_LOADABLE', { path, reason });
  if (wanted !== undefined) {
    if (names.includes(wanted)) return { value: exports[wanted], name: wanted };
    throw fail(`it has no export ${wanted}; it has ${names.join(', ') || 'none'}`);
  }
  if ('default' in exports) {
    const { default: value } = exports;
    // What TypeScript compiles to CommonJS.
    const inner = value as { readonly __esModule?: boolean; readonly default?: unknown } | null;
    const isCompiled =
      typeof value === 'object' && inner?.__esModule === true && 'default' in inner;
    return isCompiled
      ? { value: inner.default, name: 'default/default' }
      : { value, name: 'default' };
  }
  if (names.length === 1) return { value: exports[names[0]!], name: names[0]! };
  if (names.length === 0) throw fail('it has no export');
  throw fail(
    `it has no default export; write one of ${names.map((n) => `${path}#${n}`).join(', ')}`,
  );
}

/** The package of a plugin from the user's project; undefined if none of the names is installed. */
export async function loadPackage(name: string, kind: PluginKind): Promise<Loaded | undefined> {
  const { module: written, exported } = splitExport(name);
  const file = await packageFile(packageNames(kind, written));
  if (file === undefined) return undefined;
  return loadPath(exported === undefined ? file : `${file}#${exported}`);
}

/** The entry of the first of these packages that is installed. */
export async function packageFile(names: readonly string[]): Promise<string | undefined> {
  const { createJiti } = await import('jiti');
  const from = createJiti(resolve('package.json'));
  for (const name of names) {
    // Resolved as an import in the user's project would be.
    const module = from.esmResolve(name, { try: true, conditions: ['node', 'import'] });
    if (module?.startsWith('file:') !== true) continue;
    // Of names such as `fs` and `node:fs` it makes paths that do not exist.
    const file = fileURLToPath(module);
    if (isFile(file)) return file;
  }
  return undefined;
}

/** The packages that a plugin called `name` may come from, the likeliest first. */
export function packageNames(kind: PluginKind, name: string): string[] {
  const [, scope = '', rest = name] = /^(@[^/]+\/)(.+)$/.exec(name) ?? [];
  const prefix = `tune-${kind}-`;
  if (rest.startsWith(prefix)) return [name];
  return [`${scope}${prefix}${rest}`, name];
}
