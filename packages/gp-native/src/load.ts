import type { Addon } from './addon.ts';
import type { Backend, LoadAttempt, LoadedGaussianProcess } from './backend.ts';
import { GpError } from './error.ts';
import { findAddon, platformPackage } from './native-files.ts';
import { nativeNumerics } from './native-numerics.ts';
import { NativeGaussianProcess } from './native.ts';
import { referenceNumerics } from './numerics.ts';
import { ReferenceGaussianProcess } from './reference/gaussian-process.ts';
import { wasmAddon } from './wasm/addon.ts';
import { compiledModule } from './wasm/instance.ts';
import { webAssembly } from './wasm/platform.ts';

const names: readonly string[] = ['auto', 'native', 'wasm', 'reference'];

/**
 * Loads a backend. `native` tries `GP_NATIVE_PATH`, then the package of this platform, then the local build. `auto`
 * (the default) does the same and falls back to WebAssembly, which has about a third of the speed. `reason` says which
 * backend is in use and why. The reference is used only on request.
 *
 * @throws GP_NOT_LOADABLE - no build of that backend can be loaded; the message lists what was tried
 * @throws GP_SHAPE - an unknown backend
 */
export function loadGaussianProcess(
  options: { backend?: 'auto' | Backend } = {},
): LoadedGaussianProcess {
  const { backend = 'auto' } = options;
  if (!names.includes(backend)) {
    throw new GpError('GP_SHAPE', `Expected backend ${names.join(', ')}, got ${backend}.`);
  }
  if (backend === 'reference') return reference();
  const { addon, tried } = backend === 'wasm' ? { tried: [] } : findAddon();
  if (addon !== undefined) return native(addon, tried);
  if (backend === 'native') throw notLoadable(tried);
  const error = wasmFault();
  const attempt: LoadAttempt = { path: 'wasm', source: 'wasm' };
  if (error !== undefined) throw notLoadable([...tried, { ...attempt, error }]);
  const reason =
    backend === 'wasm'
      ? 'it was asked for'
      : `the native backend does not load (${describeFailures(tried)}); ${remedy()}`;
  return fromAddon(wasmAddon, {
    backend: 'wasm',
    reason: `The WebAssembly backend is in use because ${reason}.`,
    tried: [...tried, attempt],
  });
}

function native(addon: Addon, tried: readonly LoadAttempt[]): LoadedGaussianProcess {
  const { source, path } = tried.at(-1)!;
  const where = { build: 'the local build', package: path, GP_NATIVE_PATH: source, wasm: path };
  // With a local build it is normal that no platform package is installed.
  const relevant = tried.filter(({ source }) => source === 'GP_NATIVE_PATH');
  const failures = describeFailures(relevant);
  const despite = failures === '' ? '' : `, although another file did not load (${failures})`;
  return fromAddon(addon, {
    backend: 'native',
    reason: `The native backend (${addon.instructionSet}) is in use from ${where[source]}${despite}.`,
    tried,
  });
}

function fromAddon(
  addon: Addon,
  about: Pick<LoadedGaussianProcess, 'backend' | 'reason' | 'tried'>,
): LoadedGaussianProcess {
  return {
    ...about,
    instructionSet: addon.instructionSet,
    numerics: nativeNumerics(addon),
    create: (settings) => new NativeGaussianProcess(addon, settings),
  };
}

function reference(): LoadedGaussianProcess {
  return {
    backend: 'reference',
    reason: 'The plain TypeScript reference is in use because it was asked for.',
    tried: [],
    numerics: referenceNumerics,
    create: (settings) => new ReferenceGaussianProcess(settings),
  };
}

/** Why the WebAssembly build cannot run here; undefined if it can. */
function wasmFault(): string | undefined {
  if (webAssembly === undefined) return 'this runtime has no WebAssembly';
  try {
    compiledModule();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function notLoadable(tried: readonly LoadAttempt[]): GpError {
  return new GpError('GP_NOT_LOADABLE', `Tried ${describeFailures(tried)}; ${remedy()}.`, {
    tried,
  });
}

function describeFailures(tried: readonly LoadAttempt[]): string {
  return tried
    .filter(({ error }) => error !== undefined)
    .map(({ source, path, error }) => `${source} ${path}: ${error}`)
    .join('; ');
}

function remedy(): string {
  const name = platformPackage();
  const build =
    'in a clone run `npm run native -w @tune/gp-native`, which needs cmake and a C++17 compiler';
  return name === undefined ? 'to get it, run in Node' : `to get it, install ${name}, or ${build}`;
}
