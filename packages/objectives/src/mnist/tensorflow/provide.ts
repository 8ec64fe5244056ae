import { mkdir, mkdtemp, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isTuneError, type TuneError } from '@tune/core';
import {
  defaultCacheFolder,
  findCached,
  folderOf,
  PARTIAL,
  readStamp,
  STAMP,
  type Stamp,
} from './cache.ts';
import { megabytes, type StepContext } from './command.ts';
import { withLock } from './lock.ts';
import { missing } from './missing.ts';
import { hasNvidiaDriver } from './nvidia.ts';
import { officialReachable, provideOfficial } from './official.ts';
import { describeProvided, findProvided, type ProvidedTensorFlow } from './provided.ts';
import { findTfjs, type TfjsPackage } from './tfjs-package.ts';
import { OFFICIAL_VERSION, WHEEL_VERSION } from './versions.ts';
import { provideFromWheel } from './wheel.ts';
import { CPU_WHEELS, CUDA_WHEELS } from './wheel-pins.ts';

/** Options of {@link provideTensorFlow}. */
export interface ProvideOptions {
  /** Called with its progress, about once a second. */
  readonly progress?: (message: string) => void;
  /** Stops the set-up: unfinished files are removed, and `signal.reason` is thrown. */
  readonly signal?: AbortSignal;
  /** Default: `tune` in XDG_CACHE_HOME or ~/.cache. */
  readonly cacheFolder?: string;
  /**
   * Use the build for CUDA 12 with NVIDIA's libraries, several GB. Not verified on a GPU. Default: true
   * if it is in the cache and NVIDIA's driver is found.
   */
  readonly cuda?: boolean;
  /** Environment of the tools that are called. Default: that of this process. */
  readonly env?: NodeJS.ProcessEnv;
}

/** What is provided, and where. */
interface Plan {
  readonly tfjs: TfjsPackage;
  readonly cacheFolder: string;
  readonly cuda: boolean;
}

/**
 * Provides a TensorFlow that can be loaded: one from the cache or the package of tfjs; else the official
 * archive, unless it does not answer within four seconds; else the wheel of the Python package index,
 * pinned by version and hash, with a binding that is built here.
 *
 * A folder in the cache is complete or missing, and two processes do not download it twice.
 *
 * @throws OBJECTIVE_BACKEND_MISSING  it cannot be provided; the message has the reason and the remedy
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
  const found = find();
  if (found !== undefined) return found;
  const onWait = (pid: number) => {
    progress(`Waiting for another process (${pid}) that sets TensorFlow up`);
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
    throw isTuneError(error) ? error : cacheFault(cacheFolder, error);
  }
}

async function provide(plan: Plan, context: StepContext): Promise<ProvidedTensorFlow> {
  const { tfjs, cacheFolder, cuda } = plan;
  const { signal, progress } = context;
  await removeLeftovers(cacheFolder);
  // The official build needs an installed CUDA 11.2; the wheels bring CUDA 12.
  if (!cuda) {
    progress('Looking for the official archive of TensorFlow');
    const reachable = await officialReachable(tfjs, context);
    if (reachable) {
      try {
        return await inPlace(plan, OFFICIAL_VERSION, context, (folder) =>
          provideOfficial(folder, tfjs, context),
        );
      } catch (error) {
        signal?.throwIfAborted();
        if (!isTuneError(error)) throw error;
      }
    }
    const what = reachable ? 'could not be used' : 'cannot be reached';
    progress(`The official archive of TensorFlow ${what}; using the Python wheel`);
  }
  const wheels = cuda ? CUDA_WHEELS : CPU_WHEELS;
  const { bavail, bsize } = await statfs(cacheFolder);
  if (bavail * bsize < wheels.neededBytes) {
    throw missing(
      `The set-up of TensorFlow needs ${megabytes(wheels.neededBytes)} in ${cacheFolder}, but ${megabytes(bavail * bsize)} are free.`,
      'Free some space there, or set XDG_CACHE_HOME to a folder on another disk.',
    );
  }
  return inPlace(plan, WHEEL_VERSION, context, (folder) =>
    provideFromWheel(folder, wheels, tfjs, context),
  );
}

/** Fills a temporary folder and renames it, so that no process finds an incomplete one. */
async function inPlace(
  { cacheFolder, cuda }: Plan,
  version: string,
  { env, signal }: StepContext,
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

/** Removes what killed processes left. This process holds the lock, so no other is at work there. */
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
    'Set XDG_CACHE_HOME to a writable folder, then try again.',
    error,
  );
}
