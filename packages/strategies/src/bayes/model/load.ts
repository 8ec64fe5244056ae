import { GpError, loadGaussianProcess, type LoadedGaussianProcess } from '@tune/gp-native';
import { oneOf } from '../../options.ts';

/** Rule of the option `backend`. */
export const backendRule = oneOf('auto', 'native', 'wasm', 'reference');

/** Loads the backend at the first call, and only once. */
export function loadOnce(
  backend: 'auto' | LoadedGaussianProcess['backend'],
): () => Promise<LoadedGaussianProcess> {
  let loaded: Promise<LoadedGaussianProcess> | undefined;
  return () => (loaded ??= Promise.resolve().then(() => loadGaussianProcess({ backend })));
}

/** The backend as the head of a run shows it: its name; for the slow reference also the reason. */
export function describeBackend({
  backend,
  instructionSet,
  reason,
}: LoadedGaussianProcess): string {
  const names = { native: 'native', wasm: 'WebAssembly', reference: undefined };
  const name = names[backend];
  return name === undefined ? `${backend}: ${reason}` : `${name} (${instructionSet})`;
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
    if (!(error instanceof GpError)) throw error;
    return { sentence: error.message, remedy };
  }
}
