import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import type { Stamp } from './stamp.ts';
import type { TfjsPackage } from './tfjs-package.ts';
import { INSTALLED_VERSION } from './versions.ts';

/** Where a binary came from. */
export type Source = 'installed' | 'wheel';

/** A TensorFlow that can be loaded. */
export interface ProvidedTensorFlow {
  /** `installed`: by the install script of the package; `wheel`: by this module, in the cache. */
  readonly source: Source;
  /** The version of TensorFlow itself: `2.19.1`. */
  readonly version: string;
  readonly folder: string;
  /** The full path of the Node addon. */
  readonly binding: string;
  /** How many threads one operation may use. */
  readonly threads: number;
  /** Whether this call downloaded or built something. */
  readonly fresh: boolean;
  /** What was found or done. */
  readonly sentence: string;
}

/** The binary that the install script of the package has put into it. Its hashes are not known. */
export function findInstalled(
  tfjs: TfjsPackage,
  env: NodeJS.ProcessEnv,
): ProvidedTensorFlow | undefined {
  const binding = join(tfjs.folder, 'lib', 'napi-v8', 'tfjs_binding.node');
  const libraries = join(tfjs.folder, 'deps', 'lib');
  const isInstalled =
    existsSync(binding) && existsSync(libraries) && readdirSync(libraries).length > 0;
  if (!isInstalled) return undefined;
  return {
    source: 'installed',
    version: INSTALLED_VERSION,
    folder: tfjs.folder,
    binding,
    threads: threadsOf(env),
    fresh: false,
    sentence: `TensorFlow ${INSTALLED_VERSION} was installed by @tensorflow/tfjs-node-gpu; tune knows no hash of it.`,
  };
}

/** A verified folder of the cache. */
export function describeProvided(
  folder: string,
  { version, binding }: Stamp,
  env: NodeJS.ProcessEnv,
  fresh: boolean,
): ProvidedTensorFlow {
  const place = shortenHome(folder);
  return {
    source: 'wheel',
    version,
    folder,
    binding: join(folder, binding),
    threads: threadsOf(env),
    fresh,
    sentence: fresh
      ? `TensorFlow ${version} comes from its Python wheel, whose hash was checked; its binding for Node was built here. Both are in ${place}.`
      : `TensorFlow ${version} was found in ${place}, and its files have the right hashes.`,
  };
}

/** `~/.cache/tune/...` for a folder in the home folder. */
export function shortenHome(folder: string): string {
  const home = homedir();
  return home !== '' && folder.startsWith(`${home}/`) ? `~${folder.slice(home.length)}` : folder;
}

/** TensorFlow reads this variable, and uses all available cores by default. */
function threadsOf(env: NodeJS.ProcessEnv): number {
  const wanted = Number(env['TF_NUM_INTRAOP_THREADS'] ?? 0);
  return Number.isInteger(wanted) && wanted > 0 ? wanted : availableParallelism();
}
