import type { GaussianProcess, GaussianProcessOptions } from './gaussian-process.ts';
import type { Numerics } from './numerics.ts';

/**
 * The implementation in use: the C++ library as an addon or as WebAssembly, or the plain TypeScript reference, which
 * the tests compare with and which is used only on request.
 */
export type Backend = 'native' | 'wasm' | 'reference';

/** One attempt to load a build. */
export interface LoadAttempt {
  /** The file or package; `wasm` for the build inside this package. */
  readonly path: string;
  readonly source: 'GP_NATIVE_PATH' | 'package' | 'build' | 'wasm';
  /** Why it cannot be loaded; absent for the build in use. */
  readonly error?: string;
}

/** A loaded backend, which creates models. */
export interface LoadedGaussianProcess {
  readonly backend: Backend;
  /**
   * `base`, `avx2` or `avx512` for a native build, `simd128` for WebAssembly. Between instruction sets results differ
   * by rounding.
   */
  readonly instructionSet?: string;
  /**
   * Which backend is in use and why; with WebAssembly also why long computations block the calling thread, once it is
   * known that no worker can be used.
   */
  readonly reason: string;
  readonly tried: readonly LoadAttempt[];
  /**
   * Starts a worker if the backend computes in workers: in a browser, a Content-Security-Policy may forbid them. If it
   * resolves to false, `fit` and `maximize` compute on the calling thread, to the same bits, and `reason` says why.
   */
  startWorkers(): Promise<boolean>;
  /** The pure functions of this backend. */
  readonly numerics: Numerics;
  /** @throws GP_SHAPE - a wrong option */
  create(options: GaussianProcessOptions): GaussianProcess;
}
