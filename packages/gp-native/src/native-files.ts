import type { Addon } from './addon.ts';
import type { LoadAttempt } from './backend.ts';
import { messageOf } from './error.ts';
import { VERSION } from './version.ts';

/** Not imported: bundlers would follow what is required with it. */
const builtin = (globalThis as { process?: NodeJS.Process }).process?.getBuiltinModule;

/** Where this module is; undefined in a CommonJS bundle. */
const here: string | undefined = (import.meta as { url?: string }).url;

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
 * Undefined outside of Node.
 */
export function platformPackage(): string | undefined {
  if (builtin === undefined) return undefined;
  const { platform, arch, report } = process;
  const base = `@tune/gp-native-${platform}-${arch}`;
  if (platform !== 'linux') return base;
  if (report === undefined) return `${base}-gnu`;
  // Otherwise the report looks up the host names of open connections, which may take seconds.
  Object.assign(report, { excludeNetwork: true });
  const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return `${base}-${header?.glibcVersionRuntime === undefined ? 'musl' : 'gnu'}`;
}

interface AddonLocation extends LoadAttempt {
  /** Returns the addon's exports, or a sentence that says why it cannot be loaded. */
  open(): unknown;
}

function addonLocations(): AddonLocation[] {
  const { resolve, dirname, join } = builtin!('node:path');
  const { fileURLToPath } = builtin!('node:url');
  const { existsSync } = builtin!('node:fs');
  const { createRequire } = builtin!('node:module');
  const places = searchedFiles().map((place) =>
    place.startsWith('file:') ? fileURLToPath(place) : place,
  );
  const file = (path: string, source: 'GP_NATIVE_PATH' | 'build'): AddonLocation => ({
    path,
    source,
    open: () => (existsSync(path) ? createRequire(path)(path) : 'no such file'),
  });
  const name = platformPackage()!;
  const given = process.env['GP_NATIVE_PATH'];
  // Joined, so that bundlers do not take it for a file to copy. Both src/ and dist/ are directly below the package.
  const build =
    places[0] && join(dirname(dirname(places[0])), 'build', 'Release', 'gp_native.node');
  return [
    ...(given ? [file(resolve(given), 'GP_NATIVE_PATH')] : []),
    { path: name, source: 'package', open: () => openPackage(name, places, createRequire) },
    ...(build ? [file(build, 'build')] : []),
  ];
}

/**
 * From where the platform package is looked up: this module or the bundle that contains it, and the program. Some
 * bundlers give this module's address at the time of bundling, on another machine perhaps; then the others are right.
 */
function searchedFiles(): string[] {
  const files: (string | undefined)[] = [
    here?.startsWith('file:') ? here : undefined,
    commonJsFile(),
    process.argv[1],
  ];
  return [...new Set(files)].filter((place) => place !== undefined && place !== '') as string[];
}

/** The file of a CommonJS bundle. Not by `typeof`: bundlers replace that by a constant. */
function commonJsFile(): string | undefined {
  try {
    return __filename;
  } catch {
    return undefined;
  }
}

function openPackage(
  name: string,
  places: readonly string[],
  createRequire: (from: string) => NodeJS.Require,
): unknown {
  for (const place of places) {
    let load: NodeJS.Require;
    let found: { version?: string };
    try {
      load = createRequire(place);
      found = load(`${name}/package.json`) as typeof found;
    } catch {
      continue;
    }
    return found.version === VERSION
      ? load(name)
      : `it has version ${found.version}, but version ${VERSION} is needed`;
  }
  const folders = places.map((place) => place.replace(/[^/\\]*$/, ''));
  return `it is not installed where ${[...new Set(folders)].join(' or ')} can use it`;
}

/** The addon, or why it cannot be loaded. */
function attempt(open: () => unknown): Addon | string {
  try {
    const found = open() as Partial<Addon> | string;
    if (typeof found === 'string') return found;
    const known = typeof found.instructionSet === 'string' && found.GaussianProcess !== undefined;
    return known ? (found as Addon) : 'the file is not an addon of this package';
  } catch (error) {
    return messageOf(error);
  }
}
