import { loadGaussianProcess, type LoadedGaussianProcess } from '@tune/gp-native';

/** Loads when first asked, and once. */
export function loadOnce(
  backend: 'auto' | 'native' | 'reference',
): () => Promise<LoadedGaussianProcess> {
  let loaded: Promise<LoadedGaussianProcess> | undefined;
  return () => (loaded ??= Promise.resolve(loadGaussianProcess({ backend })));
}

/** For the head of a run: the quick one by its name, the slow one with the reason. */
export function inUse({ backend, instructionSet, reason }: LoadedGaussianProcess): string {
  return backend === 'native' ? `native (${instructionSet})` : `${backend}: ${reason}`;
}

/** Which Gaussian process is in use and why, for people; `remedy` where it is not the quick one. */
export async function diagnoseGaussianProcess(): Promise<{
  readonly backend: string;
  readonly sentence: string;
  readonly remedy?: string;
}> {
  const { backend, reason } = await loadOnce('auto')();
  return {
    backend,
    sentence: reason,
    ...(backend === 'native'
      ? {}
      : { remedy: 'install cmake and a C++17 compiler, then npm run build' }),
  };
}
