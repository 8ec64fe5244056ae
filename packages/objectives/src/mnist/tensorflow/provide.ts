import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { availableParallelism, homedir } from 'node:os';
import { basename, join } from 'node:path';
import { TuneError } from '@tune/core';
import {
  defaultCacheFolder,
  findCached,
  folderOf,
  readStamp,
  STAMP,
  type Source,
  type Stamp,
} from './cache.ts';
import { megabytes, type Surroundings } from './command.ts';
import { withLock } from './lock.ts';
import { missing } from './missing.ts';
import { officialReachable, provideOfficial } from './official.ts';
import { findTfjs, type TfjsPackage } from './tfjs-package.ts';
import { OFFICIAL_VERSION, WHEEL_VERSION } from './versions.ts';
import { NEEDED_BYTES, provideFromWheel } from './wheel.ts';

/** Options of {@link provideTensorFlow}; all may stay away. */
export interface ProvideOptions {
  /** Told where it stands, about once a second while it waits for something. */
  readonly progress?: (message: string) => void;
  /** Ends the set-up; what was begun is removed, and `signal.reason` is thrown. */
  readonly signal?: AbortSignal;
  /** Default: `tune` in XDG_CACHE_HOME or ~/.cache. */
  readonly cacheFolder?: string;
  /** Environment of the tools that are called; default: that of this process. */
  readonly env?: NodeJS.ProcessEnv;
}

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
  env: NodeJS.ProcessEnv,
): ProvidedTensorFlow | undefined {
  const cached = findCached(cacheFolder);
  if (cached !== undefined) return describe(cached.folder, cached.stamp, env, false);
  const binding = join(tfjs.folder, 'lib', 'napi-v8', 'tfjs_binding.node');
  const libraries = join(tfjs.folder, 'deps', 'lib');
  if (!existsSync(binding) || !existsSync(libraries) || readdirSync(libraries).length === 0)
    return undefined;
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

/**
 * Makes sure that there is a TensorFlow to load: what lies in the cache or in the package of tfjs;
 * else the official archive, given up after four seconds where it cannot be reached; else the wheel
 * of the Python package index, pinned by version and hash, with the binding built here.
 *
 * A folder in the cache is complete or not there at all, and two processes do not fetch it twice.
 *
 * @throws OBJECTIVE_BACKEND_MISSING  none can be had; reason and remedy in the message
 *
 * @example
 * ```ts
 * import { provideTensorFlow } from '@tune/objectives/mnist/tensorflow';
 * const { version, sentence } = await provideTensorFlow();
 * ```
 */
export async function provideTensorFlow(options: ProvideOptions = {}): Promise<ProvidedTensorFlow> {
  const env = options.env ?? process.env;
  const cacheFolder = options.cacheFolder ?? defaultCacheFolder(env);
  const surroundings: Surroundings = {
    env,
    signal: options.signal,
    progress: options.progress ?? (() => undefined),
  };
  options.signal?.throwIfAborted();
  const tfjs = findTfjs();
  const there = findProvided(tfjs, cacheFolder, env);
  if (there !== undefined) return there;
  try {
    const context = {
      signal: options.signal,
      onWait: (pid: number) =>
        surroundings.progress(`Waiting for another process (${pid}) that is providing TensorFlow`),
    };
    return await withLock(join(cacheFolder, 'tensorflow.lock'), context, async () => {
      const provided =
        findProvided(tfjs, cacheFolder, env) ?? (await provide(tfjs, cacheFolder, surroundings));
      if (provided.fresh) surroundings.progress(provided.sentence);
      return provided;
    });
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof TuneError) throw error;
    throw cacheFault(cacheFolder, error);
  }
}

async function provide(
  tfjs: TfjsPackage,
  cacheFolder: string,
  surroundings: Surroundings,
): Promise<ProvidedTensorFlow> {
  await removeLeftovers(cacheFolder);
  surroundings.progress('Looking for the official archive of TensorFlow');
  if (await officialReachable(tfjs, surroundings)) {
    try {
      return await inPlace(cacheFolder, OFFICIAL_VERSION, surroundings, (folder) =>
        provideOfficial(folder, tfjs, surroundings),
      );
    } catch (error) {
      surroundings.signal?.throwIfAborted();
      if (!(error instanceof TuneError)) throw error;
      surroundings.progress(
        'The official archive of TensorFlow did not help; taking the wheel from the Python package index',
      );
    }
  } else {
    surroundings.progress(
      'The official archive of TensorFlow cannot be reached; taking the wheel from the Python package index',
    );
  }
  const { bavail, bsize } = await statfs(cacheFolder);
  if (bavail * bsize < NEEDED_BYTES) {
    throw missing(
      `TensorFlow needs ${megabytes(NEEDED_BYTES)} in ${cacheFolder} while it is set up, but ${megabytes(bavail * bsize)} are free.`,
      'Make room there, or set XDG_CACHE_HOME to a folder on another disk.',
    );
  }
  return inPlace(cacheFolder, WHEEL_VERSION, surroundings, (folder) =>
    provideFromWheel(folder, tfjs, surroundings),
  );
}

/** Fills a temporary sibling and renames it: nobody ever sees half a folder. */
async function inPlace(
  cacheFolder: string,
  version: string,
  { env, signal }: Surroundings,
  fill: (folder: string) => Promise<Stamp>,
): Promise<ProvidedTensorFlow> {
  const final = folderOf(cacheFolder, version);
  const temporary = await mkdtemp(`${final}${PARTIAL}`);
  try {
    const stamp = await fill(temporary);
    await writeFile(join(temporary, STAMP), `${JSON.stringify(stamp, null, 2)}\n`);
    signal?.throwIfAborted();
    if (readStamp(final) === undefined) {
      await rm(final, { recursive: true, force: true });
      await rename(temporary, final);
    }
    return describe(final, stamp, env, true);
  } finally {
    await rm(temporary, { recursive: true, force: true, maxRetries: 3 });
  }
}

const PARTIAL = '.partial-';

/** What processes left that were killed; the lock is ours, so nobody is at work there. */
async function removeLeftovers(cacheFolder: string): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  for (const name of await readdir(cacheFolder)) {
    if (name.includes(PARTIAL)) await rm(join(cacheFolder, name), { recursive: true, force: true });
  }
}

function describe(
  folder: string,
  stamp: Stamp,
  env: NodeJS.ProcessEnv,
  fresh: boolean,
): ProvidedTensorFlow {
  const place = shorten(folder);
  const how = {
    wheel: `came from the Python package index (wheel tensorflow-cpu, checked by its hash), its binding for Node was built here, and both are kept in ${place}.`,
    official: `came from its official archive and is kept in ${place}.`,
  };
  return {
    source: stamp.source,
    version: stamp.version,
    folder,
    binding: join(folder, stamp.binding),
    threads: threadsOf(env),
    fresh,
    sentence: `TensorFlow ${stamp.version} ${fresh ? how[stamp.source] : `was already there, in ${place}.`}`,
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

function cacheFault(cacheFolder: string, error: unknown): TuneError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const denied = ['EACCES', 'EROFS', 'EPERM', 'ENOTDIR'].includes(code);
  return missing(
    denied
      ? `The cache folder ${cacheFolder} cannot be written (${code}).`
      : `TensorFlow could not be set up in ${basename(cacheFolder)}: ${message}`,
    'Set XDG_CACHE_HOME to a folder that can be written and has 1.2 GB free, then run tune setup again.',
    error,
  );
}
