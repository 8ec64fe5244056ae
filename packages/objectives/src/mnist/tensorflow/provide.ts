import { mkdir, mkdtemp, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneError } from '@tune/core';
import {
  defaultCacheFolder,
  findCached,
  folderOf,
  PARTIAL,
  readStamp,
  STAMP,
  type Stamp,
} from './cache.ts';
import { megabytes, type Surroundings } from './command.ts';
import { withLock } from './lock.ts';
import { missing } from './missing.ts';
import { hasNvidiaDriver } from './nvidia.ts';
import { officialReachable, provideOfficial } from './official.ts';
import { describeProvided, findProvided, type ProvidedTensorFlow } from './provided.ts';
import { findTfjs, type TfjsPackage } from './tfjs-package.ts';
import { OFFICIAL_VERSION, WHEEL_VERSION } from './versions.ts';
import { provideFromWheel } from './wheel.ts';
import { CPU_WHEELS, CUDA_WHEELS } from './wheel-pins.ts';

/** Options of {@link provideTensorFlow}; all may stay away. */
export interface ProvideOptions {
  /** Told where it stands, about once a second while it waits for something. */
  readonly progress?: (message: string) => void;
  /** Ends the set-up; what was begun is removed, and `signal.reason` is thrown. */
  readonly signal?: AbortSignal;
  /** Default: `tune` in XDG_CACHE_HOME or ~/.cache. */
  readonly cacheFolder?: string;
  /**
   * Take the build for CUDA 12 and NVIDIA's libraries, several GB. Not verified by us on a GPU.
   * Default: where it lies in the cache already and the driver of NVIDIA is found.
   */
  readonly cuda?: boolean;
  /** Environment of the tools that are called; default: that of this process. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Where to, and what with. */
interface Plan {
  readonly tfjs: TfjsPackage;
  readonly cacheFolder: string;
  readonly cuda: boolean;
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
  const { signal, progress = () => undefined, env = process.env } = options;
  const cacheFolder = options.cacheFolder ?? defaultCacheFolder(env);
  const cuda =
    options.cuda ?? (hasNvidiaDriver(env) && findCached(cacheFolder, true) !== undefined);
  signal?.throwIfAborted();
  const plan: Plan = { tfjs: findTfjs(), cacheFolder, cuda };
  const find = () => findProvided(plan.tfjs, cacheFolder, cuda, env);
  const there = find();
  if (there !== undefined) return there;
  const onWait = (pid: number) => {
    progress(`Waiting for another process (${pid}) that is providing TensorFlow`);
  };
  try {
    const lock = join(cacheFolder, 'tensorflow.lock');
    return await withLock(lock, { signal, onWait }, async () => {
      const provided = find() ?? (await provide(plan, { env, signal, progress }));
      if (provided.fresh) progress(provided.sentence);
      return provided;
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof TuneError ? error : cacheFault(cacheFolder, error);
  }
}

async function provide(plan: Plan, surroundings: Surroundings): Promise<ProvidedTensorFlow> {
  const { tfjs, cacheFolder, cuda } = plan;
  const { signal, progress } = surroundings;
  await removeLeftovers(cacheFolder);
  // The official build wants CUDA 11.2 on the machine; ours brings CUDA 12 along.
  if (!cuda) {
    progress('Looking for the official archive of TensorFlow');
    const reachable = await officialReachable(tfjs, surroundings);
    if (reachable) {
      try {
        return await inPlace(plan, OFFICIAL_VERSION, surroundings, (folder) =>
          provideOfficial(folder, tfjs, surroundings),
        );
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof TuneError)) throw error;
      }
    }
    const what = reachable ? 'did not help' : 'cannot be reached';
    progress(`The official archive of TensorFlow ${what}; taking the Python wheel`);
  }
  const wheels = cuda ? CUDA_WHEELS : CPU_WHEELS;
  const { bavail, bsize } = await statfs(cacheFolder);
  if (bavail * bsize < wheels.neededBytes) {
    throw missing(
      `TensorFlow needs ${megabytes(wheels.neededBytes)} in ${cacheFolder} while it is set up, but ${megabytes(bavail * bsize)} are free.`,
      'Make room there, or set XDG_CACHE_HOME to a folder on another disk.',
    );
  }
  return inPlace(plan, WHEEL_VERSION, surroundings, (folder) =>
    provideFromWheel(folder, wheels, tfjs, surroundings),
  );
}

/** Fills a temporary sibling and renames it: nobody ever sees half a folder. */
async function inPlace(
  { cacheFolder, cuda }: Plan,
  version: string,
  { env, signal }: Surroundings,
  fill: (folder: string) => Promise<Stamp>,
): Promise<ProvidedTensorFlow> {
  const final = folderOf(cacheFolder, version, cuda);
  const temporary = await mkdtemp(`${final}${PARTIAL}`);
  try {
    const stamp = await fill(temporary);
    await writeFile(join(temporary, STAMP), `${JSON.stringify(stamp, null, 2)}\n`);
    signal?.throwIfAborted();
    if (readStamp(final) === undefined) {
      await rm(final, { recursive: true, force: true });
      await rename(temporary, final);
    }
    return describeProvided(final, stamp, env, true);
  } finally {
    await rm(temporary, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** What processes left that were killed; the lock is ours, so nobody is at work there. */
async function removeLeftovers(cacheFolder: string): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  for (const name of await readdir(cacheFolder)) {
    if (!name.includes(PARTIAL)) continue;
    await rm(join(cacheFolder, name), { recursive: true, force: true });
  }
}

const DENIED = ['EACCES', 'EROFS', 'EPERM', 'ENOTDIR', 'EEXIST'];

function cacheFault(cacheFolder: string, error: unknown): TuneError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return missing(
    DENIED.includes(code)
      ? `The cache folder ${cacheFolder} cannot be written (${code}).`
      : `TensorFlow could not be set up in ${cacheFolder}: ${message}`,
    'Set XDG_CACHE_HOME to a folder that can be written, then try again.',
    error,
  );
}
