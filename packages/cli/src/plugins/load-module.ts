import { spawnSync } from 'node:child_process';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isTuneError } from '@tune/core';
import { importFile } from '@tune/runtime';
import { cliError } from '../errors.ts';

/** Whether a name is a path rather than the name of a plugin. */
export function isPath(name: string): boolean {
  return (
    isAbsolute(name) ||
    name.startsWith('.') ||
    /[\\/].*\.\w+$|^[^@/\\]+\.(ts|mts|js|mjs)$/.test(name)
  );
}

/** An export of a module, and where another process finds it. */
export interface Loaded {
  readonly value: unknown;
  /** A file as an URL. */
  readonly module: string;
  readonly name: string;
}

/** The default export of a file of the user, or its only export. @throws CLI_MODULE_NOT_LOADABLE */
export async function loadPath(path: string): Promise<Loaded> {
  const module = pathToFileURL(resolve(path)).href;
  try {
    const exports = await importFile(module);
    const names = Object.keys(exports);
    const name = 'default' in exports || names.length !== 1 ? 'default' : names[0]!;
    return { value: exports[name], module, name };
  } catch (error) {
    // A space with faults has its own message.
    if (isTuneError(error)) throw error;
    const said = error instanceof Error ? error.message : String(error);
    const reason = error instanceof SyntaxError ? said + placeOf(resolve(path)) : said;
    throw cliError('CLI_MODULE_NOT_LOADABLE', { path, reason }, { cause: error });
  }
}

/** The line of a syntax error: importing the file does not tell it, checking the file does. */
function placeOf(file: string): string {
  const { stderr } = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' });
  const line = stderr.startsWith(`${file}:`) ? /^:(\d+)/.exec(stderr.slice(file.length)) : null;
  return line === null ? '' : ` (line ${line[1]})`;
}

/** The package of a plugin from the user's project; undefined if none of the names is installed. */
export async function loadPackage(names: readonly string[]): Promise<Loaded | undefined> {
  const { createJiti } = await import('jiti');
  const from = createJiti(resolve('package.json'));
  for (const name of names) {
    // Resolved as an import in the user's project would be.
    const module = from.esmResolve(name, { try: true, conditions: ['node', 'import'] });
    if (module !== undefined) return loadPath(fileURLToPath(module));
  }
  return undefined;
}

/** The packages that a plugin called `name` may come from. */
export function packageNames(kind: 'strategy' | 'objective', name: string): string[] {
  const scoped = /^(@[^/]+)\/(.+)$/.exec(name);
  if (scoped) return [name, `${scoped[1]}/tune-${kind}-${scoped[2]}`];
  return [`tune-${kind}-${name}`];
}
