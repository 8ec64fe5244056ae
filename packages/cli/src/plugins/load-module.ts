import { createRequire } from 'node:module';
import { extname, isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TuneError } from '@tune/core';

/** Whether a name is meant as a path and not as the name of a plugin. */
export function isPath(name: string): boolean {
  return (
    isAbsolute(name) ||
    name.startsWith('.') ||
    /[\\/].*\.\w+$|^[^@/\\]+\.(ts|mts|js|mjs)$/.test(name)
  );
}

/** The default export of a file of the user, or its only export. @throws CLI_MODULE_NOT_LOADABLE */
export async function loadPath(path: string): Promise<unknown> {
  const file = resolve(path);
  try {
    return exported(await importFile(file));
  } catch (error) {
    // A space with faults says so itself.
    if (error instanceof Error && error.name === 'TuneError') throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new TuneError('CLI_MODULE_NOT_LOADABLE', { path, reason }, { cause: error });
  }
}

async function importFile(file: string): Promise<object> {
  if (!['.ts', '.mts'].includes(extname(file))) return import(pathToFileURL(file).href);
  const { createJiti } = await import('jiti');
  return createJiti(import.meta.url).import(file);
}

/** The package of a plugin as the user's project has it; undefined where none of the names is installed. */
export async function loadPackage(names: readonly string[]): Promise<unknown> {
  const require = createRequire(resolve('package.json'));
  for (const name of names) {
    let file;
    try {
      file = require.resolve(name);
    } catch {
      continue;
    }
    return loadPath(file);
  }
  return undefined;
}

function exported(module: object): unknown {
  if ('default' in module) return module.default;
  const values = Object.values(module);
  return values.length === 1 ? values[0] : undefined;
}

/** The packages that a plugin called `name` may come from. */
export function packageNames(kind: 'strategy' | 'objective', name: string): string[] {
  const scoped = /^(@[^/]+)\/(.+)$/.exec(name);
  if (scoped) return [name, `${scoped[1]}/tune-${kind}-${scoped[2]}`];
  return [`tune-${kind}-${name}`];
}
