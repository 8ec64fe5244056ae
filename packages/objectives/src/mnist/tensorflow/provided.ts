import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { findCached, type Source, type Stamp } from './cache.ts';
import type { TfjsPackage } from './tfjs-package.ts';
import { OFFICIAL_VERSION } from './versions.ts';

/** A TensorFlow that can be loaded. */
export interface ProvidedTensorFlow {
  /** `installed`: by the install script of the package; `official` and `wheel`: by this module, in the cache. */
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

/** Finds a binary without downloading anything; takes milliseconds. */
export function findProvided(
  tfjs: TfjsPackage,
  cacheFolder: string,
  cuda: boolean,
  env: NodeJS.ProcessEnv,
): ProvidedTensorFlow | undefined {
  const cached = findCached(cacheFolder, cuda);
  if (cached !== undefined) return describeProvided(cached.folder, cached.stamp, env, false);
  const binding = join(tfjs.folder, 'lib', 'napi-v8', 'tfjs_binding.node');
  const libraries = join(tfjs.folder, 'deps', 'lib');
  const isInstalled =
    existsSync(binding) && existsSync(libraries) && readdirSync(libraries).length > 0;
  if (cuda || !isInstalled) return undefined;
  return {
    source: 'installed',
    version: OFFICIAL_VERSION,
    folder: tfjs.folder,
    binding,
    threads: threadsOf(env),
    fresh: false,
    sentence: `TensorFlow ${OFFICIAL_VERSION} was installed by @tensorflow/tfjs-node-gpu.`,
  };
}

/** A finished folder of the cache. */
export function describeProvided(
  folder: string,
  { source, version, binding }: Stamp,
  env: NodeJS.ProcessEnv,
  fresh: boolean,
): ProvidedTensorFlow {
  const place = shorten(folder);
  const origin = {
    wheel: `comes from its Python wheel, whose hash was checked; its binding for Node was built here. Both are in ${place}.`,
    official: `comes from its official archive and is in ${place}.`,
  };
  return {
    source,
    version,
    folder,
    binding: join(folder, binding),
    threads: threadsOf(env),
    fresh,
    sentence: `TensorFlow ${version} ${fresh ? origin[source] : `was found in ${place}.`}`,
  };
}

/** `~/.cache/tune/...` for a folder in the home folder. */
function shorten(folder: string): string {
  const home = homedir();
  return home !== '' && folder.startsWith(`${home}/`) ? `~${folder.slice(home.length)}` : folder;
}

/** TensorFlow reads this variable, and uses all available cores by default. */
function threadsOf(env: NodeJS.ProcessEnv): number {
  const wanted = Number(env['TF_NUM_INTRAOP_THREADS'] ?? 0);
  return Number.isInteger(wanted) && wanted > 0 ? wanted : availableParallelism();
}
