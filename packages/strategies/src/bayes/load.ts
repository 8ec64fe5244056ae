import { loadGaussianProcess, type LoadedGaussianProcess } from '@tune/gp-native';

/** Loads when first asked, and once. */
export function loadOnce(
  backend: 'auto' | 'native' | 'reference',
): () => Promise<LoadedGaussianProcess> {
  let loaded: Promise<LoadedGaussianProcess> | undefined;
  return () => (loaded ??= Promise.resolve(loadGaussianProcess({ backend })));
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
