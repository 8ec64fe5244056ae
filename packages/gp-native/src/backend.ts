import type { GaussianProcess, GaussianProcessOptions } from './gaussian-process.ts';
import type { Numerics } from './numerics.ts';

/**
 * Which implementation computes: the C++ library as an addon or as WebAssembly, or the plain TypeScript
 * reference, an oracle for tests that is used only when it is asked for.
 */
export type Backend = 'native' | 'wasm' | 'reference';

/** One build that was considered, and what came of it. */
export interface LoadAttempt {
  /** The file or package as it was given or found; `wasm` for the build inside this package. */
  readonly path: string;
  readonly source: 'GP_NATIVE_PATH' | 'package' | 'build' | 'wasm';
  /** Why it cannot be used; absent for the one in use. */
  readonly error?: string;
}

/** A backend that is ready to make models. */
export interface LoadedGaussianProcess {
  readonly backend: Backend;
  /**
   * `base`, `avx2` or `avx512` of a native build, `simd128` of WebAssembly. Results agree between them within
   * rounding, not to the bit.
   */
  readonly instructionSet?: string;
  /** One sentence: which backend is in use and why. */
  readonly reason: string;
  readonly tried: readonly LoadAttempt[];
  /** The pure functions of this backend. */
  readonly numerics: Numerics;
  /** @throws GP_SHAPE - a wrong option */
  create(options: GaussianProcessOptions): GaussianProcess;
}
