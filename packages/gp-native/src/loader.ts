import type { Addon } from './addon.ts';
import type { Backend, LoadAttempt, LoadedGaussianProcess } from './backend.ts';
import { GpError, messageOf } from './error.ts';
import { nativeNumerics } from './native-numerics.ts';
import { NativeGaussianProcess } from './native.ts';
import { referenceNumerics } from './numerics.ts';
import { ReferenceGaussianProcess } from './reference/gaussian-process.ts';
import { wasmAddon } from './wasm/addon.ts';
import { compiledModule } from './wasm/module.ts';
import { webAssembly } from './wasm/platform.ts';
import { tryWorkers, workerFault } from './wasm/workers.ts';

const names: readonly string[] = ['auto', 'native', 'wasm', 'reference'];

/** How the addon is found, and how a person gets it. */
export interface AddonFinder {
  find(): { readonly addon?: Addon; readonly tried: readonly LoadAttempt[] };
  remedy(): string;
}

/**
 * See `loadGaussianProcess`.
 *
 * @param finder - absent in the entry for browsers
 */
export function loadBackend(
  { backend = 'auto' }: { backend?: 'auto' | Backend },
  finder?: AddonFinder,
): LoadedGaussianProcess {
  if (!names.includes(backend)) {
    throw new GpError('GP_SHAPE', `Expected backend ${names.join(', ')}, got ${backend}.`);
  }
  if (backend === 'reference') return reference();
  const { addon, tried } =
    backend === 'wasm' || finder === undefined ? { tried: [] } : finder.find();
  if (addon !== undefined) return native(addon, tried);
  if (backend === 'native') {
    if (finder === undefined)
      throw notLoadable([{ path: 'addon', source: 'package', error: noAddons }], 'run in Node');
    throw notLoadable(tried, finder.remedy());
  }
  const error = wasmFault();
  const attempt: LoadAttempt = { path: 'wasm', source: 'wasm' };
  if (error !== undefined) throw notLoadable([...tried, { ...attempt, error }], wasmRemedy);
  const why = whyWasm(backend, tried, finder);
  return fromAddon(wasmAddon, {
    backend: 'wasm',
    get reason() {
      const fault = workerFault();
      const blocks =
        fault === undefined
          ? ''
          : ` Fits and searches block the calling thread, because no worker can be used: ${fault}.`;
      return `The WebAssembly backend is in use because ${why}.${blocks}`;
    },
    tried: [...tried, attempt],
    startWorkers: tryWorkers,
  });
}

const noAddons = 'the entry of this package for browsers has no native addon';

function whyWasm(
  backend: 'auto' | 'wasm',
  tried: readonly LoadAttempt[],
  finder: AddonFinder | undefined,
): string {
  if (backend === 'wasm') return 'it was asked for';
  if (finder === undefined) return noAddons;
  return `the native backend does not load (${describeFailures(tried)}); ${finder.remedy()}`;
}

const wasmRemedy =
  "allow WebAssembly (a Content-Security-Policy does by 'wasm-unsafe-eval' in script-src), or ask for the backend reference, which is slow";

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
    startWorkers: () => Promise.resolve(true),
  });
}

/** What differs between the builds of the C++ library. */
type About = Pick<LoadedGaussianProcess, 'backend' | 'reason' | 'tried' | 'startWorkers'>;

function fromAddon(addon: Addon, about: About): LoadedGaussianProcess {
  const more: Omit<LoadedGaussianProcess, keyof About> = {
    instructionSet: addon.instructionSet,
    numerics: nativeNumerics(addon),
    create: (settings) => new NativeGaussianProcess(addon, settings),
  };
  // Not spread: the reason may change.
  return Object.assign(about, more);
}

function reference(): LoadedGaussianProcess {
  return {
    backend: 'reference',
    reason: 'The plain TypeScript reference is in use because it was asked for.',
    tried: [],
    startWorkers: () => Promise.resolve(true),
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
    return messageOf(error);
  }
}

function notLoadable(tried: readonly LoadAttempt[], remedy: string): GpError {
  return new GpError('GP_NOT_LOADABLE', `Tried ${describeFailures(tried)}; ${remedy}.`, { tried });
}

function describeFailures(tried: readonly LoadAttempt[]): string {
  return tried
    .filter(({ error }) => error !== undefined)
    .map(({ source, path, error }) =>
      source === 'wasm' ? `WebAssembly: ${error}` : `${source} ${path}: ${error}`,
    )
    .join('; ');
}
