import type { Addon } from './addon.ts';
import type { LoadAttempt } from './backend.ts';

/** Not imported: a browser cannot load a module that imports `node:` modules. */
const builtin = (globalThis as { process?: NodeJS.Process }).process?.getBuiltinModule;

/** Looks for the addon in `GP_NATIVE_PATH`, the package of this platform and the local build, in this order. */
export function findAddon(): { addon?: Addon; tried: LoadAttempt[] } {
  if (builtin === undefined) {
    return { tried: [{ path: 'addon', source: 'package', error: 'only Node loads addons' }] };
  }
  const tried: LoadAttempt[] = [];
  for (const { open, ...location } of addonLocations()) {
    const found = attempt(open);
    if (typeof found !== 'string') return { addon: found, tried: [...tried, location] };
    tried.push({ ...location, error: found });
  }
  return { tried };
}

/**
 * The package with the addon for this platform: `@tune/gp-native-<os>-<arch>`, on Linux followed by `-gnu` or `-musl`.
 * Undefined in a browser.
 */
export function platformPackage(): string | undefined {
  if (builtin === undefined) return undefined;
  const { platform, arch, report } = process;
  const base = `@tune/gp-native-${platform}-${arch}`;
  if (platform !== 'linux') return base;
  // Otherwise the report looks up the host names of open connections, which may take seconds.
  Object.assign(report!, { excludeNetwork: true });
  const { header } = report!.getReport() as { header?: { glibcVersionRuntime?: string } };
  return `${base}-${header?.glibcVersionRuntime === undefined ? 'musl' : 'gnu'}`;
}

interface AddonLocation extends LoadAttempt {
  /** Returns the addon's exports, or a sentence that says why it cannot be loaded. */
  open(): unknown;
}

function addonLocations(): AddonLocation[] {
  const { resolve } = builtin!('node:path');
  const { fileURLToPath } = builtin!('node:url');
  const { existsSync } = builtin!('node:fs');
  const require = builtin!('node:module').createRequire(import.meta.url);
  const file = (path: string, source: 'GP_NATIVE_PATH' | 'build'): AddonLocation => ({
    path,
    source,
    open: () => (existsSync(path) ? require(path) : 'no such file'),
  });
  const name = platformPackage()!;
  const given = process.env['GP_NATIVE_PATH'];
  return [
    ...(given ? [file(resolve(given), 'GP_NATIVE_PATH')] : []),
    { path: name, source: 'package', open: () => openPackage(require, name) },
    // Both src/ and dist/ are directly below the package.
    file(fileURLToPath(new URL('../build/Release/gp_native.node', import.meta.url)), 'build'),
  ];
}

function openPackage(require: NodeJS.Require, name: string): unknown {
  let found: { version?: string };
  try {
    found = require(`${name}/package.json`) as typeof found;
  } catch {
    return 'it is not installed';
  }
  const { version } = require('../package.json') as { version: string };
  return found.version === version
    ? require(name)
    : `it has version ${found.version}, but version ${version} is needed`;
}

/** The addon, or why it cannot be loaded. */
function attempt(open: () => unknown): Addon | string {
  try {
    const found = open() as Partial<Addon> | string;
    if (typeof found === 'string') return found;
    const known = typeof found.instructionSet === 'string' && found.GaussianProcess !== undefined;
    return known ? (found as Addon) : 'the file is not an addon of this package';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
