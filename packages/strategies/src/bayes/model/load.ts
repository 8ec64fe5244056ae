import { isTuneError, type EnvironmentInfo } from '@tune/core';
import { oneOf } from '@tune/core/plugin';
import { loadGaussianProcess, type LoadedGaussianProcess } from '@tune/gp-native';
import { modelError } from './faults.ts';

/** Rule of the option `backend`. */
export const backendRule = oneOf(['auto', 'native', 'wasm', 'reference'], {
  description: 'Which Gaussian process; auto takes the addon if it loads, else WebAssembly.',
  default: 'auto',
});

/**
 * Loads the backend at the first call, and only once.
 * @returns a function that rejects with STRATEGY_MODEL_UNAVAILABLE if it cannot be loaded
 */
export function loadOnce(
  backend: 'auto' | LoadedGaussianProcess['backend'],
): () => Promise<LoadedGaussianProcess> {
  let loaded: Promise<LoadedGaussianProcess> | undefined;
  const load = async (): Promise<LoadedGaussianProcess> => {
    try {
      return loadGaussianProcess({ backend });
    } catch (error) {
      throw modelError(error);
    }
  };
  return () => (loaded ??= load());
}

/**
 * The backend as the head of a run shows it: its name; for the slow reference also the reason. Where no
 * worker can be used that is said too; the suggestions are the same.
 */
export async function describeBackend(
  loaded: LoadedGaussianProcess,
): Promise<readonly EnvironmentInfo[]> {
  const { backend, instructionSet } = loaded;
  const names = { native: 'native', wasm: 'WebAssembly', reference: undefined };
  const name = names[backend];
  const value = name === undefined ? `${backend}: ${loaded.reason}` : `${name} (${instructionSet})`;
  const info = { label: 'gaussian process', value, affectsResults: true } as const;
  if (await loaded.startWorkers()) return [info];
  return [info, { label: 'model in this thread', value: loaded.reason }];
}

/** Which Gaussian process is in use and why; `remedy` says how to get the fast one if it is not. */
export async function diagnoseGaussianProcess(): Promise<{
  /** Undefined if no backend can be loaded; then `bayes` cannot be used. */
  readonly backend?: string;
  readonly sentence: string;
  readonly remedy?: string;
}> {
  const remedy = 'install cmake and a C++17 compiler, then npm run build';
  try {
    const { backend, reason } = await loadOnce('auto')();
    return { backend, sentence: reason, ...(backend === 'native' ? {} : { remedy }) };
  } catch (error) {
    if (!isTuneError(error, 'STRATEGY_MODEL_UNAVAILABLE')) throw error;
    return { sentence: error.message, remedy };
  }
}
