import type { Backend, LoadedGaussianProcess } from './backend.ts';
import { loadBackend } from './loader.ts';
import { findAddon, platformPackage } from './native-files.ts';

/**
 * Loads a backend. `native` tries `GP_NATIVE_PATH`, then the package of this platform, then the local build. `auto`
 * (the default) does the same and falls back to WebAssembly, which has about a third of the speed; in a browser it is
 * WebAssembly. `reason` says which backend is in use and why. The reference is used only on request.
 *
 * @throws GP_NOT_LOADABLE - no build of that backend can be loaded; the message lists what was tried
 * @throws GP_SHAPE - an unknown backend
 */
export function loadGaussianProcess(
  options: { backend?: 'auto' | Backend } = {},
): LoadedGaussianProcess {
  return loadBackend(options, { find: findAddon, remedy: nativeRemedy });
}

function nativeRemedy(): string {
  const name = platformPackage();
  return name === undefined
    ? 'to get it, run in Node'
    : `to get it, install ${name}, or in a clone run \`npm run native -w @tune/gp-native\`, which needs cmake and a C++17 compiler`;
}
