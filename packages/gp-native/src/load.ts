import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Addon } from './addon.ts';
import { GpError } from './error.ts';
import type { GaussianProcess, GaussianProcessOptions } from './gaussian-process.ts';
import { nativeNumerics } from './native-numerics.ts';
import { NativeGaussianProcess } from './native.ts';
import { referenceNumerics } from './numerics.ts';
import type { Numerics } from './numerics.ts';
import { ReferenceGaussianProcess } from './reference/gaussian-process.ts';

/** Which implementation computes; `auto` takes native where it loads. */
export type Backend = 'native' | 'reference';

/** One file that was considered, and what came of it. */
export interface LoadAttempt {
  /** The path as it was given or found. */
  readonly path: string;
  readonly source: 'GP_NATIVE_PATH' | 'build';
  /** Why it cannot be used; absent for the one in use. */
  readonly error?: string;
}

/** A backend that is ready to make models. */
export interface LoadedGaussianProcess {
  readonly backend: Backend;
  /** `base`, `avx2` or `avx512`: native only. Results agree between them within rounding, not to the bit. */
  readonly instructionSet?: string;
  /** One sentence: which backend is in use and why. */
  readonly reason: string;
  readonly tried: readonly LoadAttempt[];
  /** The pure functions of this backend. */
  readonly numerics: Numerics;
  /** @throws GP_SHAPE - a wrong option */
  create(options: GaussianProcessOptions): GaussianProcess;
}

const remedy =
  'to get it, run `npm run native -w @tune/gp-native`, which needs cmake and a C++17 compiler';

/** Both src/ and dist/ lie one level below the package. */
const builtPath = fileURLToPath(new URL('../build/Release/gp_native.node', import.meta.url));

/**
 * Loads the backend asked for. `native` looks at `GP_NATIVE_PATH`, then at the local build; `auto` (the default) does
 * the same, falls back to the reference and says why in `reason`.
 *
 * @throws GP_NOT_LOADABLE - `native` was asked for and no file loads
 * @throws GP_SHAPE - an unknown backend
 */
export function loadGaussianProcess(
  options: { backend?: 'auto' | Backend } = {},
): LoadedGaussianProcess {
  const { backend = 'auto' } = options;
  if (!['auto', 'native', 'reference'].includes(backend)) {
    throw new GpError('GP_SHAPE', `Expected backend auto, native or reference, got ${backend}.`);
  }
  if (backend === 'reference') {
    return reference('The plain TypeScript reference is in use because it was asked for.', []);
  }
  const { addon, tried } = tryPaths();
  const failures = tried.filter(({ error }) => error !== undefined);
  const story = failures.map(({ source, path, error }) => `${source} ${path}: ${error}`).join('; ');
  if (addon !== undefined) {
    const found = tried.at(-1)!;
    const set = addon.instructionSet;
    const where = found.source === 'GP_NATIVE_PATH' ? 'GP_NATIVE_PATH' : 'the local build';
    const despite = failures.length > 0 ? `, although another file did not load (${story})` : '';
    return {
      backend: 'native',
      instructionSet: set,
      reason: `The native backend (${set}) is in use from ${where}${despite}.`,
      tried,
      numerics: nativeNumerics(addon),
      create: (settings) => new NativeGaussianProcess(addon, settings),
    };
  }
  if (backend === 'native') {
    throw new GpError('GP_NOT_LOADABLE', `Tried ${story}; ${remedy}.`, { tried });
  }
  return reference(
    `The plain TypeScript reference, slower and without gradients in its searches, is in use because the native backend does not load (${story}); ${remedy}.`,
    tried,
  );
}

function reference(reason: string, tried: readonly LoadAttempt[]): LoadedGaussianProcess {
  return {
    backend: 'reference',
    reason,
    tried,
    numerics: referenceNumerics,
    create: (settings) => new ReferenceGaussianProcess(settings),
  };
}

function tryPaths(): { addon?: Addon; tried: LoadAttempt[] } {
  const tried: LoadAttempt[] = [];
  const given = process.env['GP_NATIVE_PATH'];
  const places: Omit<LoadAttempt, 'error'>[] = [{ path: builtPath, source: 'build' }];
  if (given) places.unshift({ path: resolve(given), source: 'GP_NATIVE_PATH' });
  for (const place of places) {
    const found = open(place.path);
    if (typeof found !== 'string') return { addon: found, tried: [...tried, place] };
    tried.push({ ...place, error: found });
  }
  return { tried };
}

/** The addon, or why it cannot be had. */
function open(path: string): Addon | string {
  if (!existsSync(path)) return 'there is no such file';
  try {
    const addon = createRequire(import.meta.url)(path) as Partial<Addon>;
    const known = typeof addon.instructionSet === 'string' && addon.GaussianProcess !== undefined;
    return known ? (addon as Addon) : 'the file is not an addon of this package';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
