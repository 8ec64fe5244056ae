import type { LoadedGaussianProcess } from './backend.ts';
import { loadBackend } from './loader.ts';
import type { loadGaussianProcess as load } from './load.ts';

/** {@link load} without the addon. */
export function loadGaussianProcess(
  options: NonNullable<Parameters<typeof load>[0]> = {},
): LoadedGaussianProcess {
  return loadBackend(options);
}
