import { oneOf } from '../options.ts';
import { GpError, loadGaussianProcess, type LoadedGaussianProcess } from '@tune/gp-native';

/** What an option `backend` may be. */
export const backendRule = oneOf('auto', 'native', 'wasm', 'reference');

/** Loads when first asked, and once. */
export function loadOnce(
  backend: 'auto' | LoadedGaussianProcess['backend'],
): () => Promise<LoadedGaussianProcess> {
  let loaded: Promise<LoadedGaussianProcess> | undefined;
  return () => (loaded ??= Promise.resolve().then(() => loadGaussianProcess({ backend })));
}

/** For the head of a run: a build of the library by its name, the slow reference with the reason. */
export function inUse({ backend, instructionSet, reason }: LoadedGaussianProcess): string {
  const names = { native: 'native', wasm: 'WebAssembly', reference: undefined };
  const name = names[backend];
  return name === undefined ? `${backend}: ${reason}` : `${name} (${instructionSet})`;
}

/** Which Gaussian process is in use and why, for people; `remedy` where it is not the quick one. */
export async function diagnoseGaussianProcess(): Promise<{
  /** Undefined where none can be loaded: `bayes` cannot be used. */
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
