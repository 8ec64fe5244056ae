import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { findCached, type Source, type Stamp } from './cache.ts';
import type { TfjsPackage } from './tfjs-package.ts';
import { OFFICIAL_VERSION } from './versions.ts';

/** A TensorFlow that can be loaded. */
export interface ProvidedTensorFlow {
  /** `installed`: by the package's own install script; `official` and `wheel`: by us, into the cache. */
  readonly source: Source;
  /** Version of TensorFlow itself: `2.19.1`. */
  readonly version: string;
  readonly folder: string;
  /** Full path of the Node addon. */
  readonly binding: string;
  /** How many threads one operation may use. */
  readonly threads: number;
  /** Whether this call fetched or built something. */
  readonly fresh: boolean;
  /** What was found or done, for a person. */
  readonly sentence: string;
}

/** Says where the binary lies, if it does; fetches nothing and takes milliseconds. */
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
  const whole = existsSync(binding) && existsSync(libraries) && readdirSync(libraries).length > 0;
  if (cuda || !whole) return undefined;
  return {
    source: 'installed',
    version: OFFICIAL_VERSION,
    folder: tfjs.folder,
    binding,
    threads: threadsOf(env),
    fresh: false,
    sentence: `TensorFlow ${OFFICIAL_VERSION} is the one that @tensorflow/tfjs-node-gpu installed.`,
  };
}

/** What a finished folder of the cache offers. */
export function describeProvided(
  folder: string,
  { source, version, binding }: Stamp,
  env: NodeJS.ProcessEnv,
  fresh: boolean,
): ProvidedTensorFlow {
  const place = shorten(folder);
  const came = {
    wheel: `came from its Python wheel, checked by its hash; its binding for Node was built here, and both are kept in ${place}.`,
    official: `came from its official archive and is kept in ${place}.`,
  };
  return {
    source,
    version,
    folder,
    binding: join(folder, binding),
    threads: threadsOf(env),
    fresh,
    sentence: `TensorFlow ${version} ${fresh ? came[source] : `was already there, in ${place}.`}`,
  };
}

/** `~/.cache/tune/...` where it lies in the home folder. */
function shorten(folder: string): string {
  const home = homedir();
  return home !== '' && folder.startsWith(`${home}/`) ? `~${folder.slice(home.length)}` : folder;
}

/** TensorFlow obeys this variable, and otherwise takes every core that it may use. */
function threadsOf(env: NodeJS.ProcessEnv): number {
  const wanted = Number(env['TF_NUM_INTRAOP_THREADS'] ?? 0);
  return Number.isInteger(wanted) && wanted > 0 ? wanted : availableParallelism();
}
